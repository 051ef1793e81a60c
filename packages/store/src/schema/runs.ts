import type { Fields, Run, Step } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { document, instant, turnbolt } from "./columns.ts";
import { rotations } from "./rotations.ts";

/** A long step under way, and the fence of the lease it was noted under. */
export interface CurrentStep {
  readonly name: Step["name"];
  readonly attempt: number;
  readonly startedAt: Date;
  readonly progress: { readonly done: number; readonly total: number | null } | null;
  readonly fence: number;
}

export const runs = turnbolt.table(
  "runs",
  {
    id: uuid("id").primaryKey(),
    rotationId: uuid("rotation_id")
      .notNull()
      .references(() => rotations.id),
    kind: text("kind").$type<Run["kind"]>().notNull(),
    trigger: text("trigger").$type<Run["trigger"]>().notNull(),
    requestedBy: text("requested_by"),
    /** A client's name for its request: the same one again is the same run. */
    requestKey: text("request_key"),
    state: text("state").$type<Run["state"]>().notNull(),
    label: text("label").notNull(),
    force: boolean("force").notNull(),
    adopts: boolean("adopts").notNull(),
    parameters: jsonb("parameters").$type<Fields>().notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    issuedAt: instant("issued_at"),
    draftAttempt: integer("draft_attempt").notNull(),
    tries: integer("tries").notNull(),
    unanswered: boolean("unanswered").notNull(),
    failure: text("failure"),
    message: text("message"),
    alertedAt: instant("alerted_at"),
    steps: document<readonly Step[]>("steps", "startedAt", "endedAt").notNull(),
    /** For those who watch; nothing is decided by it. */
    currentStep: document<CurrentStep>("current_step", "startedAt"),
  },
  (table) => [
    uniqueIndex("runs_one_open")
      .on(table.rotationId)
      .where(sql`${table.state} not in ('done', 'failed', 'cancelled')`),
    uniqueIndex("runs_request")
      .on(table.rotationId, table.requestKey)
      .where(sql`${table.requestKey} is not null`),
    // A creation has no rotation yet that its request could belong to: it belongs to who asked.
    uniqueIndex("runs_creation")
      .on(table.requestedBy, table.requestKey)
      .where(sql`${table.requestKey} is not null and ${table.kind} = 'create'`),
    index("runs_of_rotation").on(table.rotationId, table.createdAt),
    index("runs_old").on(table.endedAt).where(sql`${table.endedAt} is not null`),
  ],
);
