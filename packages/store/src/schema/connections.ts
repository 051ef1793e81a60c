import type { Fields, Permission } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import { index, integer, jsonb, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, sealedFields, turnbolt } from "./columns.ts";
import { projects } from "./tree.ts";

export const connections = turnbolt.table(
  "connections",
  {
    id: uuid("id").primaryKey(),
    /** Absent: the connection belongs to the whole installation. */
    projectId: uuid("project_id").references(() => projects.id),
    name: text("name").notNull(),
    description: text("description"),
    app: text("app").notNull(),
    method: text("method"),
    version: integer("version").notNull(),
    config: jsonb("config").$type<Fields>().notNull(),
    sealed: sealedFields("sealed").notNull(),
    brokenAt: instant("broken_at"),
    brokenMessage: text("broken_message"),
    /** What its login may do and what it lacks, as the target said when it was last asked. */
    permissions: jsonb("permissions").$type<readonly Permission[]>().notNull().default([]),
    testedAt: instant("tested_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("connections_name").on(table.projectId, table.name).nullsNotDistinct(),
    index("connections_by_name").on(table.name, table.id),
    index("connections_broken").on(table.brokenAt).where(sql`${table.brokenAt} is not null`),
  ],
);
