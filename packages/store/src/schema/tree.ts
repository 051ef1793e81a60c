import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, turnbolt } from "./columns.ts";

export const projects = turnbolt.table("projects", {
  id: uuid("id").primaryKey().defaultRandom(),
  slug: text("slug").notNull().unique("projects_slug"),
  name: text("name").notNull(),
  description: text("description"),
  createdAt: instant("created_at").notNull().defaultNow(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

export const environments = turnbolt.table(
  "environments",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    position: integer("position").notNull().default(0),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [unique("environments_slug").on(table.projectId, table.slug)],
);

/** Folders by their whole path; `/` is a row like any other, and the only one without a parent. */
export const folders = turnbolt.table(
  "folders",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    environmentId: uuid("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    parentId: uuid("parent_id").references((): AnyPgColumn => folders.id),
    path: text("path").notNull(),
    description: text("description"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("folders_path").on(table.environmentId, table.path),
    index("folders_of_parent").on(table.parentId, table.path),
    // Everything below a path, byte by byte, whatever the database's language sorts like.
    index("folders_below").on(table.environmentId, table.path.op("text_pattern_ops")),
    check("folders_root_has_no_parent", sql`(${table.parentId} is null) = (${table.path} = '/')`),
  ],
);
