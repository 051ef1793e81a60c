import { sql } from "drizzle-orm";
import { boolean, check, index, integer, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, turnbolt } from "./columns.ts";
import { rotations } from "./rotations.ts";
import { folders } from "./tree.ts";
import { versions } from "./versions.ts";

/** A name in a folder. Those of a rotation are reserved when it is created and get values with each promote. */
export const secrets = turnbolt.table(
  "secrets",
  {
    id: uuid("id").primaryKey(),
    folderId: uuid("folder_id")
      .notNull()
      .references(() => folders.id),
    name: text("name").notNull(),
    comment: text("comment").notNull().default(""),
    /** A wish of whoever writes values out, kept for them. */
    skipMultilineEncoding: boolean("skip_multiline_encoding"),
    rotationId: uuid("rotation_id").references(() => rotations.id),
    /** Which field of the rotation's secret it carries. */
    field: text("field"),
    /** The number of the version that readers get; absent until there is one. */
    version: integer("version"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("secrets_name").on(table.folderId, table.name),
    unique("secrets_field").on(table.rotationId, table.field),
    check("secrets_rotated_has_field", sql`(${table.rotationId} is null) = (${table.field} is null)`),
  ],
);

/** A value: its own, or a pointer to a field of a credential, so that a promote encrypts nothing again. */
export const secretVersions = turnbolt.table(
  "secret_versions",
  {
    secretId: uuid("secret_id")
      .notNull()
      .references(() => secrets.id, { onDelete: "cascade" }),
    number: integer("number").notNull(),
    value: bytea("value"),
    versionId: uuid("version_id").references(() => versions.id),
    field: text("field"),
    createdAt: instant("created_at").notNull().defaultNow(),
    createdBy: text("created_by"),
  },
  (table) => [
    primaryKey({ name: "secret_versions_pk", columns: [table.secretId, table.number] }),
    index("secret_versions_version").on(table.versionId),
    check(
      "secret_versions_one_source",
      sql`(${table.value} is null) = (${table.versionId} is not null and ${table.field} is not null)`,
    ),
  ],
);
