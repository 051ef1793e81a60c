import type { Attention, Fields, Opening, Rotation } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { document, instant, turnbolt } from "./columns.ts";
import { connections } from "./connections.ts";
import { folders, projects } from "./tree.ts";

/** The only truth about what is due. Rows of deleted rotations stay, for their runs and for kept secrets. */
export const rotations = turnbolt.table(
  "rotations",
  {
    id: uuid("id").primaryKey(),
    projectId: uuid("project_id")
      .notNull()
      .references(() => projects.id),
    folderId: uuid("folder_id").references(() => folders.id, { onDelete: "set null" }),
    type: text("type").notNull(),
    name: text("name").notNull(),
    description: text("description"),
    connectionId: uuid("connection_id").references(() => connections.id),
    parameters: jsonb("parameters").$type<Fields>().notNull(),
    subjects: text("subjects").array().notNull(),
    schedule: jsonb("schedule").$type<Rotation["schedule"]>().notNull(),
    auto: boolean("auto").notNull(),
    overlapMs: bigint("overlap_ms", { mode: "number" }),
    strangers: text("strangers").$type<Rotation["strangers"]>().notNull(),
    verifyTimeoutMs: integer("verify_timeout_ms"),
    loginProves: boolean("login_proves").notNull(),
    ownAccount: boolean("own_account").notNull().default(false),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
    deletedAt: instant("deleted_at"),

    fence: bigint("fence", { mode: "number" }).notNull(),
    revision: bigint("revision", { mode: "number" }).notNull(),
    leaseUntil: instant("lease_until"),
    /** The id of the holder's data folder, so that a starting server can end what it left behind. */
    leaseOwner: text("lease_owner"),
    /** When somebody should look: core's `dueAt`, or the lease's end while there is one. Too early is harmless. */
    dueAt: instant("due_at"),
    lastNumber: integer("last_number").notNull(),
    lastRotatedAt: instant("last_rotated_at"),
    lastManual: boolean("last_manual").notNull(),
    lastFailedAt: instant("last_failed_at"),
    nextAt: instant("next_at"),
    wakeAt: instant("wake_at"),
    checkAt: instant("check_at"),
    quietAt: instant("quiet_at"),
    unsettled: text("unsettled").array().notNull(),
    endedHandles: text("ended_handles").array().notNull(),
    failures: integer("failures").notNull(),
    heldAt: instant("held_at"),
    attention: document<Attention>("attention", "since"),
    opening: document<Opening>("opening", "openedAt", "landsBy"),
    probes: instant("probes").array().notNull(),
    mustVerify: boolean("must_verify").notNull(),
    /** The `nextAt` that somebody was told of as late, and as coming soon. */
    overdueTold: instant("overdue_told"),
    dueSoonTold: instant("due_soon_told"),
    revokeAsked: document<NonNullable<Rotation["revokeAsked"]>>("revoke_asked"),
  },
  (table) => [
    // For the overview: what a person may have to look at, of a project and of all; few rows, whatever the total.
    index("rotations_attention").on(since(table)).where(needsPerson(table)),
    index("rotations_attention_of_project").on(table.projectId, since(table)).where(needsPerson(table)),
    index("rotations_held")
      .on(table.projectId)
      .where(sql`${table.heldAt} is not null and ${needsNobody(table)}`),
    index("rotations_failing").on(table.lastFailedAt).where(fails(table)),
    index("rotations_failing_of_project").on(table.projectId, table.lastFailedAt).where(fails(table)),
    index("rotations_next_of_project")
      .on(table.projectId, table.nextAt, table.id)
      .where(sql`${table.nextAt} is not null and ${table.deletedAt} is null`),
    index("rotations_due").on(table.dueAt).where(sql`${table.dueAt} is not null`),
    index("rotations_leased")
      .on(table.connectionId, table.leaseUntil)
      .where(sql`${table.leaseUntil} is not null`),
    // The due ones of one connection, the oldest first, without a look at those of the others.
    index("rotations_connection").on(table.connectionId, table.dueAt),
    index("rotations_own").on(table.connectionId).where(sql`${table.ownAccount}`),
    index("rotations_overdue")
      .on(table.nextAt)
      .where(sql`${table.overdueTold} is distinct from ${table.nextAt} and ${table.deletedAt} is null`),
    index("rotations_due_soon")
      .on(table.nextAt)
      .where(sql`${table.dueSoonTold} is distinct from ${table.nextAt} and ${table.deletedAt} is null`),
    index("rotations_project").on(table.projectId, table.name),
    // For lists, what moves with the runs; what hardly ever moves is in `listings`.
    index("rotations_next").on(table.nextAt, table.id).where(sql`${table.deletedAt} is null`),
    index("rotations_last").on(table.lastRotatedAt, table.id).where(sql`${table.deletedAt} is null`),
    index("rotations_unscheduled")
      .on(table.id)
      .where(sql`${table.nextAt} is null and ${table.deletedAt} is null`),
    index("rotations_waiting")
      .on(table.id)
      .where(
        sql`(${table.attention} is not null or ${table.heldAt} is not null) and ${table.deletedAt} is null`,
      ),
    index("rotations_failed")
      .on(table.id)
      .where(sql`${table.lastFailedAt} is not null and ${table.deletedAt} is null`),
    index("rotations_deleting")
      .on(table.id)
      .where(sql`${table.revokeAsked} is not null and ${table.deletedAt} is null`),
    uniqueIndex("rotations_name").on(table.folderId, table.name).where(sql`${table.deletedAt} is null`),
    check(
      "rotations_live_has_place",
      sql`${table.deletedAt} is not null or (${table.folderId} is not null and ${table.connectionId} is not null)`,
    ),
  ],
);

interface Columns {
  readonly deletedAt: AnyPgColumn;
  readonly attention: AnyPgColumn;
  readonly heldAt: AnyPgColumn;
  readonly lastFailedAt: AnyPgColumn;
}

const live = ({ deletedAt }: Pick<Columns, "deletedAt">) => sql`${deletedAt} is null`;
const since = ({ attention }: Pick<Columns, "attention">) => sql`(${attention} ->> 'since')`;
const needsPerson = (table: Columns) => sql`${table.attention} is not null and ${live(table)}`;
const needsNobody = (table: Columns) => sql`${table.attention} is null and ${live(table)}`;
const fails = (table: Columns) =>
  sql`${table.lastFailedAt} is not null and ${table.heldAt} is null and ${needsNobody(table)}`;

/** Each account at a target belongs to one rotation of the installation. */
export const subjects = turnbolt.table(
  "subjects",
  {
    subject: text("subject").primaryKey(),
    rotationId: uuid("rotation_id")
      .notNull()
      .references(() => rotations.id),
  },
  (table) => [index("subjects_rotation").on(table.rotationId)],
);
