import { canonicalHost, passwordRequirements, sensitive, serverFields } from "@turnbolt/core";
import * as z from "zod";

const withoutNul = (value: string) => !value.includes("\0") && value.isWellFormed();
const name = z.string().min(1).max(128).refine(withoutNul, "not a name that the server can store");
const database = z.string().regex(/^[^/\\. "$*<>:|?\0]{1,63}$/, "the name of a database");
const password = z.string().min(1).refine(withoutNul, "not a text that the server can store");

export const connection = z.object({
  method: z.literal("username-and-password").default("username-and-password"),
  ...serverFields({ port: 27_017, host: "mongo.example.com" }),
  username: name.meta({
    title: "User name",
    description: "A user who may change the passwords of the rotated users; not one of them",
    examples: ["turnbolt"],
  }),
  password: sensitive(password.meta({ title: "Password" })),
  authSource: database.default("admin").meta({
    title: "Authentication database",
    description: "Where the connection's own user lives",
    examples: ["admin"],
  }),
  replicaSet: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .meta({
      title: "Replica set",
      description:
        "Its name, to be sure that the server belongs to it; we talk to the one named above, the primary",
      examples: ["rs0"],
    }),
});

export const parameters = z.object({
  username1: name.meta({
    title: "First user",
    description: "The first rotation replaces this user's password",
    examples: ["app_a"],
  }),
  username2: name.meta({
    title: "Second user",
    description: "Untouched until the second rotation; give both the same roles",
    examples: ["app_b"],
  }),
  database: database.optional().meta({
    title: "Authentication database of the users",
    description: "Where both users live; the connection's own when left out",
    examples: ["app"],
  }),
  passwordRequirements: passwordRequirements.optional().meta({ title: "Password requirements" }),
});

export const secret = z.object({
  username: name.meta({ title: "User name" }),
  password: sensitive(password.meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

/** Where the rotated users live. */
export const databaseOf = ({ authSource }: Connection, { database }: Parameters): string =>
  database ?? authSource;

/** A user as the rule "one rotation each" knows it: a name and the database it authenticates at. */
export const subjectOf = (connection: Connection, parameters: Parameters, username: string): string =>
  `${canonicalHost(connection.host)}:${connection.port}/${databaseOf(connection, parameters)}.${username}`;
