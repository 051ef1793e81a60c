import { canonicalHost, passwordRequirements, sensitive, serverFields } from "@turnbolt/core";
import * as z from "zod";
import { ownFault } from "./statement.ts";

const storable = (value: string) => !value.includes("\0") && value.isWellFormed();

/** The server compares names without the spaces behind them. */
const name = z
  .string()
  .min(1)
  .max(128)
  .refine(storable, "not a name that the server can store")
  .refine((value) => value === value.trimEnd(), "a name that ends in a space names the one without it");

const LONGEST = 128;
const password = z.string().min(1).max(LONGEST).refine(storable, "not a text that the server can store");

export const connection = z.object({
  method: z.literal("username-and-password").default("username-and-password"),
  ...serverFields({ port: 1433 }),
  database: name.default("master").meta({
    title: "Database",
    description: "Where logins begin; the rotated accounts must be allowed in too, as everybody is in master",
    examples: ["master"],
  }),
  username: name.meta({
    title: "User name",
    description: "A SQL Server login that may change the passwords of the rotated logins; not one of them",
    examples: ["turnbolt"],
  }),
  password: sensitive(password.meta({ title: "Password" })),
});

export const parameters = z.object({
  username1: name.meta({
    title: "First login",
    description: "The first rotation replaces this login's password",
    examples: ["app_a"],
  }),
  username2: name.meta({
    title: "Second login",
    description: "Untouched until the second rotation; give both the same rights",
    examples: ["app_b"],
  }),
  passwordRequirements: passwordRequirements
    .refine(({ length }) => length <= LONGEST, {
      path: ["length"],
      message: `SQL Server takes no password of more than ${LONGEST} characters`,
    })
    .optional()
    .meta({ title: "Password requirements" }),
  rotationStatement: z
    .string()
    .superRefine((statement, context) => {
      const fault = ownFault(statement);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .optional()
    .meta({
      title: "Rotation statement",
      description: "One statement instead of ALTER LOGIN, with {{username}}, {{password}} and {{database}}",
      examples: ["EXEC dba.set_password '{{username}}', '{{password}}'"],
    }),
});

export const secret = z.object({
  username: name.meta({ title: "User name" }),
  password: sensitive(password.meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

/** A login as the rule "one rotation each" knows it; most servers read names without their case. */
export const subjectOf = ({ host, port }: Connection, username: string): string =>
  `${canonicalHost(host)}:${port}/${username.toLowerCase()}`;
