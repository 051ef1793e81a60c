import { sql } from "drizzle-orm";
import { boolean, index, integer, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, turnbolt } from "./columns.ts";

/** One command for many rotations, given to them one by one; and what they were in goes when they have gone. */
export const bulkJobs = turnbolt.table(
  "bulk_jobs",
  {
    id: uuid("id").primaryKey(),
    action: text("action").$type<"rotate" | "pause" | "resume" | "revoke" | "forget">().notNull(),
    /** Ends superseded credentials before their overlap is over. */
    force: boolean("force").notNull(),
    /** Who asked, from where, for the audit of every item. */
    requestedBy: text("requested_by").notNull(),
    address: text("address"),
    requestId: text("request_id"),
    /** A client's name for its request: the same one again is the same job. */
    requestKey: text("request_key"),
    createdAt: instant("created_at").notNull().defaultNow(),
    cancelledAt: instant("cancelled_at"),
    /** Every rotation has its command, or will not get one. */
    dealtAt: instant("dealt_at"),
    /** Until then somebody deals it. */
    leaseUntil: instant("lease_until"),
    /** What is removed when the last of its rotations has gone. */
    removes: text("removes").$type<"folder" | "environment" | "project">(),
    removesId: uuid("removes_id"),
    removesProjectId: uuid("removes_project_id"),
    /** It is removed, or will not be. */
    closedAt: instant("closed_at"),
    /** Why it was not. */
    problem: text("problem"),
  },
  (table) => [
    index("bulk_jobs_of_person").on(table.requestedBy, table.createdAt, table.id),
    index("bulk_jobs_by_time").on(table.createdAt, table.id),
    index("bulk_jobs_open").on(table.createdAt).where(sql`${table.dealtAt} is null`),
    uniqueIndex("bulk_jobs_request")
      .on(table.requestedBy, table.requestKey)
      .where(sql`${table.requestKey} is not null`),
    uniqueIndex("bulk_jobs_removing")
      .on(table.removesId)
      .where(sql`${table.removesId} is not null and ${table.closedAt} is null`),
  ],
);

/** What became of one rotation of a job. */
export const bulkItems = turnbolt.table(
  "bulk_items",
  {
    jobId: uuid("job_id")
      .notNull()
      .references(() => bulkJobs.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    rotationId: uuid("rotation_id").notNull(),
    /** `asked`: its run says the rest. */
    state: text("state").$type<"waiting" | "asked" | "done" | "refused" | "cancelled">().notNull(),
    runId: uuid("run_id"),
    message: text("message"),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.position] }),
    unique("bulk_items_rotation").on(table.jobId, table.rotationId),
    index("bulk_items_waiting").on(table.jobId, table.position).where(sql`${table.state} = 'waiting'`),
  ],
);
