import { customType, index, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, turnbolt } from "./columns.ts";
import { rotations } from "./rotations.ts";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/**
 * What lists of rotations are searched, filtered and sorted by, as far as it hardly ever changes. A trigger keeps it, so
 * that the row that every run writes again and again carries fewer indexes. Deleted rotations are not here.
 */
export const listings = turnbolt.table(
  "listings",
  {
    rotationId: uuid("rotation_id")
      .primaryKey()
      .references(() => rotations.id, { onDelete: "cascade" }),
    projectId: uuid("project_id").notNull(),
    environmentId: uuid("environment_id").notNull(),
    connectionId: uuid("connection_id").notNull(),
    type: text("type").notNull(),
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Of the name and the description. */
    words: tsvector("words").notNull(),
  },
  (table) => [
    index("listings_name").on(table.name, table.rotationId),
    index("listings_created").on(table.createdAt, table.rotationId),
    index("listings_project").on(table.projectId, table.name, table.rotationId),
    index("listings_environment").on(table.environmentId, table.name, table.rotationId),
    index("listings_connection").on(table.connectionId, table.name, table.rotationId),
    index("listings_type").on(table.type, table.name, table.rotationId),
    index("listings_words").using("gin", table.words),
  ],
);

/** A word as it is: sorted and compared byte by byte, whatever the database's language sorts like. */
const bytewise = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/** Each word of a listing by itself, so that those with a beginning can be met one by one. */
export const listingWords = turnbolt.table(
  "listing_words",
  {
    rotationId: uuid("rotation_id")
      .notNull()
      .references(() => listings.rotationId, { onDelete: "cascade" }),
    word: bytewise("word").notNull(),
  },
  (table) => [
    primaryKey({ name: "listing_words_pk", columns: [table.rotationId, table.word] }),
    index("listing_words_by_word").on(table.word, table.rotationId),
  ],
);
