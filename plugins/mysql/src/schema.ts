import { canonicalHost, passwordRequirements, sensitive, serverFields, statementFault } from "@turnbolt/core";
import * as z from "zod";

const withoutNul = (value: string) => !value.includes("\0") && value.isWellFormed();

/** MySQL has 32 characters for a name, MariaDB 80; neither cuts a longer one off, both refuse it. */
const name = z
  .string()
  .min(1)
  .max(80)
  .refine(withoutNul, "not a name that the server can store")
  // At a login the server takes such a name for one without them.
  .refine((value) => !/^'.*'$/s.test(value), "a name in quotes can never log in");

const password = z.string().min(1).refine(withoutNul, "not a text that the server can store");

export const connection = z.object({
  method: z.literal("username-and-password").default("username-and-password"),
  ...serverFields({ port: 3306 }),
  database: z
    .string()
    .min(1)
    .max(64)
    .refine(withoutNul, "not a name that the server can store")
    .optional()
    .meta({
      title: "Database",
      description: "What {{database}} in a rotation statement stands for",
      examples: ["app"],
    }),
  username: name.meta({
    title: "User name",
    description: "An account that may change the passwords of the rotated accounts; not one of them",
    examples: ["turnbolt"],
  }),
  password: sensitive(password.meta({ title: "Password" })),
  sendPlaintextPassword: z.boolean().default(false).meta({
    title: "Send passwords in plain text",
    description:
      "Only for a MariaDB that checks password quality and refuses hashes; its logs may then show new passwords",
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
  host: z
    .string()
    .min(1)
    .max(255)
    .refine(withoutNul, "not a host that the server can store")
    .default("%")
    .meta({
      title: "Host of the accounts",
      description: "The part behind the @ of both accounts: from where they may log in",
      examples: ["%", "10.0.%"],
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
        "One statement instead of ALTER USER, with {{username}}, {{password}} and {{database}}: bare, {{username}} is the account 'name'@'host'",
      examples: ["CALL dba.set_password('{{username}}', '{{password}}')"],
    }),
});

export const secret = z.object({
  username: name.meta({ title: "User name" }),
  password: sensitive(password.meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

/** An account as the rule "one rotation each" knows it. */
export const subjectOf = ({ host, port }: Connection, parameters: Parameters, username: string): string =>
  `${canonicalHost(host)}:${port}/${username}@${parameters.host.toLowerCase()}`;
