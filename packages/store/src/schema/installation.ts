import { sql } from "drizzle-orm";
import { boolean, check, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, turnbolt } from "./columns.ts";
import { projects } from "./tree.ts";

/** One row: who this installation is, and which key seals. */
export const installation = turnbolt.table(
  "installation",
  {
    single: boolean("single").primaryKey().default(true),
    id: uuid("id").notNull().defaultRandom(),
    /** The key-encryption key that wraps new data keys; a process with another one first refuses to seal. */
    keyId: text("key_id"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [check("installation_is_single", sql`${table.single}`)],
);

/** The wrapped data keys: one for each project, and one without a project for what belongs to nobody. */
export const dataKeys = turnbolt.table(
  "data_keys",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id").references(() => projects.id),
    /** The key-encryption key that opens `wrapped`. */
    keyId: text("key_id").notNull(),
    wrapped: bytea("wrapped").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [unique("data_keys_project").on(table.projectId).nullsNotDistinct()],
);

/** The migrations that ran here, by their place in the order. */
export const migrations = turnbolt.table("migrations", {
  number: integer("number").primaryKey(),
  name: text("name").notNull(),
  hash: text("hash").notNull(),
  appliedAt: instant("applied_at").notNull().defaultNow(),
});
