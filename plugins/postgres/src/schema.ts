import { passwordRequirements, sensitive, serverFields, statementFault } from "@turnbolt/core";
import * as z from "zod";

/** PostgreSQL cuts a longer name off, and a cut name may be another account's. */
const NAME_BYTES = 63;

const withoutNul = (value: string) => !value.includes("\0");

const name = z
  .string()
  .min(1)
  .refine((value) => new TextEncoder().encode(value).length <= NAME_BYTES, `at most ${NAME_BYTES} bytes`)
  .refine((value) => withoutNul(value) && value.isWellFormed(), "not a name that PostgreSQL can store");

const password = z.string().min(1).refine(withoutNul, "PostgreSQL takes no NUL character in a password");

export const connection = z.object({
  method: z.literal("username-and-password").default("username-and-password"),
  ...serverFields({ port: 5432 }),
  database: name.meta({
    title: "Database",
    description: "Where we log in, and where the rotated accounts log in when they are verified",
    examples: ["app"],
  }),
  username: name.meta({
    title: "User name",
    description:
      "A role that may change the passwords of the rotated accounts; it may be one of them where each may change the other's",
    examples: ["turnbolt"],
  }),
  password: sensitive(password.meta({ title: "Password" })),
  sendPlaintextPassword: z.boolean().default(false).meta({
    title: "Send passwords in plain text",
    description:
      "Only for servers that check password quality and refuse SCRAM verifiers; the server's log may then show new passwords",
  }),
});

export const parameters = z.object({
  username1: name.meta({
    title: "First account",
    description: "The first rotation replaces this account's password",
    examples: ["app_a"],
  }),
  username2: name.meta({
    title: "Second account",
    description: "Untouched until the second rotation; give both the same grants",
    examples: ["app_b"],
  }),
  passwordRequirements: passwordRequirements.optional().meta({ title: "Password requirements" }),
  rotationStatement: z
    .string()
    .superRefine((statement, context) => {
      const fault = statementFault(statement);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .optional()
    .meta({
      title: "Rotation statement",
      description:
        "One statement instead of ALTER ROLE, with {{username}}, {{password}} and {{database}}; name procedures with their schema",
      examples: ["SELECT dba.set_password('{{username}}', '{{password}}')"],
    }),
});

export const secret = z.object({
  username: name.meta({ title: "User name" }),
  password: sensitive(password.meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;
