import {
  canonicalHost,
  passwordRequirements as general,
  generatePassword,
  sensitive,
  serverFields,
} from "@turnbolt/core";
import * as z from "zod";
import { isName, storedName } from "./names.ts";
import { ownFault } from "./statement.ts";

const name = z
  .string()
  .refine(
    isName,
    "letters, digits, _, $ and #, beginning with a letter; or any other name in double quotes, as in SQL",
  );

/** No statement can say a double quote within a password. */
const password = z
  .string()
  .min(1)
  .max(1024)
  .refine(
    (value) => !/["\0]/.test(value) && value.isWellFormed(),
    "not a password that the server can store",
  );

export const connection = z.object({
  method: z.literal("username-and-password").default("username-and-password"),
  ...serverFields({ port: 1521 }),
  database: z
    .string()
    .regex(/^[\w.$#-]{1,255}$/, "the name of a service")
    .meta({
      title: "Service name",
      description: "The service of the database (of the pluggable one, where the users live)",
      examples: ["FREEPDB1"],
    }),
  username: name.meta({
    title: "User name",
    description: "A user with ALTER USER; not one of the rotated ones",
    examples: ["turnbolt"],
  }),
  password: sensitive(password.meta({ title: "Password" })),
});

/** What every version of the database takes. */
const LONGEST = 30;

const passwordRequirements = general.safeExtend({
  length: z.int().min(1).max(LONGEST).default(LONGEST).describe("How many characters; Oracle takes 30"),
});

export const parameters = z.object({
  username1: name.meta({
    title: "First user",
    description: "The first rotation replaces this user's password",
    examples: ["app_a"],
  }),
  username2: name.meta({
    title: "Second user",
    description: "Untouched until the second rotation; give both the same rights",
    examples: ["app_b"],
  }),
  passwordRequirements: passwordRequirements.optional().meta({ title: "Password requirements" }),
  rotationStatement: z
    .string()
    .superRefine((statement, context) => {
      const fault = ownFault(statement);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .optional()
    .meta({
      title: "Rotation statement",
      description: "One statement instead of ALTER USER, with {{username}}, {{password}} and {{database}}",
      examples: ["CALL dba.set_password('{{username}}', '{{password}}')"],
    }),
});

export const secret = z.object({
  username: name.meta({ title: "User name" }),
  password: sensitive(password.meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

/** A password that every version of the database takes. */
export const newPassword = ({ passwordRequirements: asked }: Parameters): string =>
  generatePassword(asked ?? passwordRequirements.parse({}));

/** A user as the rule "one rotation each" knows it, whichever way the name is written. */
export const subjectOf = ({ host, port }: Connection, username: string): string =>
  `${canonicalHost(host)}:${port}/${storedName(username)}`;
