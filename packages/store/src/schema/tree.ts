import { integer, text, unique, uuid } from "drizzle-orm/pg-core";
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
  },
  (table) => [unique("environments_slug").on(table.projectId, table.slug)],
);

/** Folders by their whole path; `/` is a row like any other. */
export const folders = turnbolt.table(
  "folders",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    environmentId: uuid("environment_id")
      .notNull()
      .references(() => environments.id, { onDelete: "cascade" }),
    path: text("path").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [unique("folders_path").on(table.environmentId, table.path)],
);
