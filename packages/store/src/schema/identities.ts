import { sql } from "drizzle-orm";
import { check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, turnbolt } from "./columns.ts";
import { projects } from "./tree.ts";

/** What somebody is in a project. */
export type ProjectRole = "viewer" | "developer" | "operator" | "admin";

/** Machines that ask: they belong to the installation, and are something in projects. */
export const identities = turnbolt.table(
  "identities",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [index("identities_by_name").on(table.name, table.id)],
);

export const identityMemberships = turnbolt.table(
  "identity_memberships",
  {
    id: uuid("id").primaryKey(),
    identityId: uuid("identity_id")
      .notNull()
      .references(() => identities.id, { onDelete: "cascade" }),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    role: text("role").$type<ProjectRole>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("identity_memberships_project").on(table.identityId, table.projectId),
    index("identity_memberships_of_project").on(table.projectId, table.createdAt, table.id),
    check("identity_memberships_role", sql`${table.role} in ('viewer', 'developer', 'operator', 'admin')`),
  ],
);

/** How an identity logs in: its client id, and how long and from where its tokens work. */
export const universalAuths = turnbolt.table("universal_auths", {
  id: uuid("id").primaryKey(),
  identityId: uuid("identity_id")
    .notNull()
    .unique("universal_auths_identity")
    .references(() => identities.id, { onDelete: "cascade" }),
  clientId: uuid("client_id").notNull().unique("universal_auths_client"),
  /** Seconds. */
  accessTokenTtl: integer("access_token_ttl").notNull(),
  accessTokenMaxTtl: integer("access_token_max_ttl").notNull(),
  /** Networks, each as address and prefix length. */
  accessTokenTrustedIps: text("access_token_trusted_ips").array().notNull(),
  clientSecretTrustedIps: text("client_secret_trusted_ips").array().notNull(),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** Only digests: a secret of 256 random bits is not found by trying, however quick the digest is. */
export const clientSecrets = turnbolt.table(
  "client_secrets",
  {
    id: uuid("id").primaryKey(),
    universalAuthId: uuid("universal_auth_id")
      .notNull()
      .references(() => universalAuths.id, { onDelete: "cascade" }),
    /** SHA-256. */
    hash: bytea("hash").notNull().unique("client_secrets_hash"),
    /** Its first characters, for people to tell it by. */
    prefix: text("prefix").notNull(),
    description: text("description").notNull(),
    /** Seconds; 0: for ever. */
    ttl: integer("ttl").notNull(),
    expiresAt: instant("expires_at"),
    uses: integer("uses").notNull().default(0),
    /** 0: as often as one likes. */
    usesLimit: integer("uses_limit").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("client_secrets_of_identity").on(table.universalAuthId, table.createdAt, table.id),
    index("client_secrets_revoked").on(table.revokedAt).where(sql`${table.revokedAt} is not null`),
  ],
);

/** Only digests, as above. A token that ended is kept for a while, to be told apart from one that was never ours. */
export const accessTokens = turnbolt.table(
  "access_tokens",
  {
    id: uuid("id").primaryKey(),
    clientSecretId: uuid("client_secret_id")
      .notNull()
      .references(() => clientSecrets.id, { onDelete: "cascade" }),
    hash: bytea("hash").notNull().unique("access_tokens_hash"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    /** To the minute. */
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [
    index("access_tokens_of_secret").on(table.clientSecretId, table.createdAt, table.id),
    index("access_tokens_expiry").on(table.expiresAt),
  ],
);
