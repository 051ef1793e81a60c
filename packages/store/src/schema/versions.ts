import type { Version } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import { boolean, index, integer, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, sealedFields, turnbolt } from "./columns.ts";
import { rotations } from "./rotations.ts";

export const versions = turnbolt.table(
  "versions",
  {
    id: uuid("id").primaryKey(),
    rotationId: uuid("rotation_id")
      .notNull()
      .references(() => rotations.id),
    number: integer("number").notNull(),
    handle: text("handle").notNull(),
    exclusive: boolean("exclusive").notNull(),
    state: text("state").$type<Version["state"]>().notNull(),
    /** Its place among the two of a dual-phase rotation, from its promote on; the next one takes the other place. */
    slot: integer("slot"),
    runId: uuid("run_id").notNull(),
    sealed: sealedFields("sealed"),
    answer: bytea("answer"),
    neededUntil: instant("needed_until"),
    createdAt: instant("created_at").notNull(),
    promotedAt: instant("promoted_at"),
    retireAt: instant("retire_at"),
    endedAt: instant("ended_at"),
  },
  (table) => [
    unique("versions_number").on(table.rotationId, table.number),
    // Two drafts on one handle, or a draft on the published handle, are refused by the disk itself.
    uniqueIndex("versions_live_handle")
      .on(table.rotationId, table.handle)
      .where(sql`${table.exclusive} and ${table.state} in ('draft', 'active')`),
    uniqueIndex("versions_one_active").on(table.rotationId).where(sql`${table.state} = 'active'`),
    index("versions_open")
      .on(table.rotationId)
      .where(sql`${table.state} in ('draft', 'active', 'superseded', 'revoking')`),
    index("versions_erasable")
      .on(table.endedAt)
      .where(
        sql`${table.endedAt} is not null and (${table.sealed} is not null or ${table.answer} is not null)`,
      ),
  ],
);
