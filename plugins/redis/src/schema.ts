import { canonicalHost, passwordRequirements, sensitive, serverFields } from "@turnbolt/core";
import * as z from "zod";
import { scopeFault } from "./scope.ts";

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
  ...serverFields({ port: 6379, host: "redis.example.com" }),
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
