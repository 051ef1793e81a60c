import { passwordRequirements, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { scopeFault } from "./scope.ts";

const PORT = 6379;

/** Redis splits nothing at spaces here, but its ACL file does: a name with one could not be saved. */
const name = z
  .string()
  .regex(/^[^\s\0]+$/, "no spaces")
  .max(255);

const nodes = z
  .string()
  .refine((list) => nodesOf(list) !== null, "names or addresses with ports, as redis-2:6379, redis-3:6379")
  .optional()
  .meta({
    title: "Further nodes",
    description:
      "Every other node, replicas included, separated by commas: Redis hands users from no node to another, so each one gets them",
    examples: ["redis-2.example.com:6379, redis-3.example.com:6379"],
  });

export const connection = z.object({
  method: z.literal("username-and-password").default("username-and-password"),
  host: z
    .string()
    .refine((host) => canonicalHost(host) !== null, "one host name or IP address, without port")
    .meta({ title: "Host", description: "Name or address of the server", examples: ["redis.example.com"] }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(PORT)
    .meta({ title: "Port", examples: [PORT] }),
  nodes,
  database: z
    .int()
    .min(0)
    .default(0)
    .meta({ title: "Database", description: "Number of the database; nothing is read or written there" }),
  username: name.default("default").meta({
    title: "User name",
    description: "A user who may make and remove users",
    examples: ["turnbolt"],
  }),
  password: sensitive(z.string().min(1).meta({ title: "Password" })),
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
});

export const parameters = z.object({
  permissionScope: z
    .string()
    .default("~* +@all")
    .superRefine((scope, context) => {
      const fault = scopeFault(scope);
      if (fault) context.addIssue({ code: "custom", message: fault });
    })
    .meta({
      title: "Permissions",
      description: "What the rotated users may do, in the words of ACL SETUSER: keys, channels and commands",
      examples: ["~cache:* &events:* +@read +@write", "~* +@all"],
    }),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_]{1,32}$/, "letters, digits and underscores, at most 32")
    .default("turnbolt")
    .meta({
      title: "Prefix",
      description: "Every user is called after it; all users named so at this server belong to this rotation",
      examples: ["billing"],
    }),
  passwordRequirements: passwordRequirements.optional().meta({ title: "Password requirements" }),
});

export const secret = z.object({
  username: name.meta({ title: "User name" }),
  password: sensitive(z.string().min(1).meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

/** One Redis process. */
export interface Node {
  readonly host: string;
  readonly port: number;
}

/** Every node that the connection names, the first one first. */
export const allNodes = ({ host, port, nodes }: Connection): readonly Node[] => [
  { host, port },
  ...(nodesOf(nodes ?? "") ?? []),
];

/** One spelling for every host, or `null` for what is no single host: lower case, short IPv6, no dot at the end. */
export function canonicalHost(host: string): string | null {
  if (!/^[^\s/@,?#\\[\]%]+$/.test(host)) return null;
  const { hostname } = URL.parse(`http://${host.includes(":") ? `[${host}]` : host}`) ?? {};
  return hostname?.replace(/^\[|\]$|\.$/g, "") || null;
}

function nodesOf(list: string): readonly Node[] | null {
  const nodes = list
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => /^\[?(?<host>[^\s,[\]]+)\]?:(?<port>\d{1,5})$/.exec(part)?.groups)
    .map((groups) => ({ host: groups?.host ?? "", port: Number(groups?.port) }));
  const valid = nodes.every(({ host, port }) => canonicalHost(host) !== null && port >= 1 && port <= 65_535);
  return valid ? nodes : null;
}
