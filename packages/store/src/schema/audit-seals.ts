import { bigint, index, integer, jsonb, smallint, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, turnbolt } from "./columns.ts";

/** The chain over the audit: each seal stands for the rows behind the one before, and names that one. For ever, too. */
export const auditSeals = turnbolt.table(
  "audit_seals",
  {
    /** 1, 2, 3 …, without a gap. */
    sequence: bigint("sequence", { mode: "number" }).primaryKey(),
    /** How rows are written out before their digest is taken. */
    format: smallint("format").notNull(),
    /** The data key that the key of the seal is derived from. */
    keyId: uuid("key_id").notNull(),
    /** The first and the last row, and how many. */
    first: bigint("first", { mode: "number" }).notNull(),
    last: bigint("last", { mode: "number" }).notNull(),
    count: integer("count").notNull(),
    /** Id (8 bytes) and SHA-256 (32) of each row, so that one row can be named. */
    rows: bytea("rows").notNull(),
    previous: bytea("previous").notNull(),
    seal: bytea("seal").notNull(),
    sealedAt: instant("sealed_at").notNull(),
  },
  // No two may follow the same one.
  (table) => [unique("audit_seals_previous").on(table.previous)],
);

/** Each time that somebody had the chain verified. */
export const auditVerifications = turnbolt.table(
  "audit_verifications",
  {
    id: uuid("id").primaryKey(),
    requestedBy: text("requested_by").notNull(),
    startedAt: instant("started_at").notNull().defaultNow(),
    /** It was under way then; a process that dies leaves it at that. */
    seenAt: instant("seen_at").notNull().defaultNow(),
    endedAt: instant("ended_at"),
    /** Seals that there are to verify. */
    total: bigint("total", { mode: "number" }).notNull().default(0),
    seals: bigint("seals", { mode: "number" }).notNull().default(0),
    rows: bigint("rows", { mode: "number" }).notNull().default(0),
    /** The first broken place. */
    broken: jsonb("broken").$type<Readonly<Record<string, string | number | null>>>(),
  },
  (table) => [index("audit_verifications_by_time").on(table.startedAt)],
);
