import { passwordRequirements, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { statementFault } from "./statement.ts";

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
  host: z
    .string()
    .refine((host) => canonicalHost(host) !== null, "one host name or IP address, without port")
    .meta({
      title: "Host",
      description: "Name or address of the server itself, not of a connection pooler",
      examples: ["db.example.com"],
    }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(5432)
    .meta({ title: "Port", examples: [5432] }),
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
  sslEnabled: z.boolean().default(true).meta({ title: "TLS", description: "Encrypt the connection" }),
  sslRejectUnauthorized: z.boolean().default(true).meta({
    title: "Check the certificate",
    description: "Refuse a server whose certificate is not trusted or names another host",
  }),
  sslCertificate: z
    .string()
    .includes("-----BEGIN CERTIFICATE-----")
    .optional()
    .meta({
      title: "CA certificate",
      description: "PEM of the authority that signed the server's certificate; only this one is then trusted",
      examples: ["-----BEGIN CERTIFICATE-----\n…"],
    }),
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

/** One spelling for every host, or `null` for what is no single host: lower case, short IPv6, no dot at the end. */
export function canonicalHost(host: string): string | null {
  if (!/^[^\s/@,?#\\[\]%]+$/.test(host)) return null;
  const { hostname } = URL.parse(`http://${host.includes(":") ? `[${host}]` : host}`) ?? {};
  return hostname?.replace(/^\[|\]$|\.$/g, "") || null;
}
