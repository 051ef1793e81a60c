import { sql } from "drizzle-orm";
import { index, integer, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, turnbolt } from "./columns.ts";

/** Each time that data keys were wrapped with another key. */
export const keyRewraps = turnbolt.table(
  "key_rewraps",
  {
    id: uuid("id").primaryKey(),
    /** The key that wraps from its start on. */
    keyId: text("key_id").notNull(),
    requestedBy: text("requested_by").notNull(),
    /** How many data keys there were to wrap. */
    total: integer("total").notNull(),
    done: integer("done").notNull().default(0),
    startedAt: instant("started_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
    /** Why it does not go on. */
    problem: text("problem"),
  },
  (table) => [
    uniqueIndex("key_rewraps_one_open").on(sql`(true)`).where(sql`${table.endedAt} is null`),
    index("key_rewraps_by_time").on(table.startedAt),
  ],
);

/** Which keys the processes have that work on this database; each says so once a minute. */
export const keyHolders = turnbolt.table("key_holders", {
  owner: text("owner").primaryKey(),
  keyIds: text("key_ids").array().notNull(),
  seenAt: instant("seen_at").notNull(),
});
