import { applyChange, type Claimed, type ClaimRequest, type ClaimResult, dueAt } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { toJson } from "../rows.ts";
import { rotations } from "../schema/index.ts";
import { compile, idList, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";
import { checkLease, type Holder, LONGEST_LEASE_MS } from "./lease.ts";
import { announceDue } from "./statements.ts";
import { LET_GO_WHEN_IDLE, type Read, readLocked, toRead } from "./work.ts";
import { type Write, writeAll } from "./write.ts";

/** A due row that nothing could be made of now is looked at again after this, so that it does not fill every batch. */
const AGAIN_AFTER_MS = 60_000;

/** Two round trips for a batch: lock and read; write and commit. */
export async function claim(database: Database, holder: Holder, request: ClaimRequest): Promise<ClaimResult> {
  checkLease(request.leaseMs);
  const asked = holder.monotonic();
  return transact(database, async (tx) => {
    tx.send(endVoidLeases());
    const { limit, only, perConnection } = request;
    const locking = tx.ask(
      only ? lockThese({ ids: idList(only), limit, perConnection }) : lockDue({ limit, perConnection }),
    );
    const [[locked], rows] = await Promise.all([locking, tx.ask(readLocked())]);
    const found = rows.map(toRead);
    const prepared = await Promise.all(found.map((read) => prepareOne(read, holder, request, asked)));
    const writes = prepared.flatMap(({ write }) => (write ? [write] : []));
    const claimed = prepared.flatMap(({ claimed }) => (claimed ? [claimed] : []));
    const dueNow = prepared.flatMap(({ dueNow }) => (dueNow ? [dueNow] : []));
    writeAll(tx, writes);
    if (claimed.length > 0) tx.send(raiseHighWater());
    if (dueNow.length > 0) tx.announce(announceDue({ rows: toJson(dueNow) }));
    const unusable = prepared.flatMap(({ unusable }) => (unusable ? [unusable] : []));
    return { claimed, left: locked?.left === true, unusable };
  });
}

interface PreparedRow {
  readonly write?: Write;
  readonly claimed?: Claimed;
  readonly unusable?: ClaimResult["unusable"][number];
  /** The rotation let go at once, and something else is due. */
  readonly dueNow?: string;
}

async function prepareOne(
  read: Read,
  holder: Holder,
  { prepare, leaseMs }: ClaimRequest,
  asked: number,
): Promise<PreparedRow> {
  const { now, work } = read;
  const { id: rotationId, fence } = work.rotation;
  const until = new Date(now.getTime() + leaseMs);
  const later = new Date(now.getTime() + AGAIN_AFTER_MS);
  try {
    const change = await prepare(work, { now, leaseUntil: until });
    if (!change) return leaveAlone(read, later);
    const after = applyChange(work, change);
    const held = { fence: fence + 1 };
    if (change.release || change.remove) {
      const due = change.remove ? null : dueAt(after, now);
      const write = { rotationId, change, held: { ...held, leaseUntil: null, leaseOwner: null, dueAt: due } };
      return { write, ...(due && due <= now ? { dueNow: rotationId } : {}) };
    }
    const lease = { rotationId, fence: fence + 1, until, untilMonotonic: asked + leaseMs };
    return {
      write: {
        rotationId,
        change,
        held: { ...held, leaseUntil: until, leaseOwner: holder.owner, dueAt: until },
      },
      claimed: { lease, work: { ...after, rotation: { ...after.rotation, ...held, leaseUntil: until } } },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : "the row cannot be prepared";
    return { unusable: { rotationId, fence, message }, write: postpone(rotationId, later) };
  }
}

/** The row says when it is due; where that was too early, it is put right. */
function leaveAlone({ work, now, dueAt: said }: Read, later: Date): PreparedRow {
  const due = dueAt(work, now);
  const right = due && due <= now ? later : due;
  if (said?.getTime() === right?.getTime()) return {};
  return { write: postpone(work.rotation.id, right) };
}

const postpone = (rotationId: string, at: Date | null): Write => ({
  rotationId,
  change: {},
  held: { dueAt: at },
});

const room = sql`${sql.placeholder("limit")}::int, ${sql.placeholder("perConnection")}::int`;
const lockDue = compile<"limit" | "perConnection">(
  sql`select ${LET_GO_WHEN_IDLE}, turnbolt.lock_due(${room}) as left`,
);
const lockThese = compile<"ids" | "limit" | "perConnection">(
  sql`select ${LET_GO_WHEN_IDLE}, turnbolt.lock_these(${sql.placeholder("ids")}::uuid[], ${room}) as left`,
);

/** No lease lasts longer than the longest one: such an end was written by a clock that was wrong. */
const endVoidLeases = compile(sql`
  update ${rotations} set lease_until = ${NOW}, due_at = ${NOW} where id in (
    select id from ${rotations} where lease_until > now() + ${sql.raw(`interval '${LONGEST_LEASE_MS} ms'`)}
    for update skip locked
  )`);

const raiseHighWater = compile(sql`select nextval('turnbolt.high_water')`);
