import { applyChange, type Change, dueAt, type Lease } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { CHANGED, LOST, sqlstateOf } from "../errors.ts";
import { toJson } from "../rows.ts";
import { compile, idList } from "../statement.ts";
import { type Transaction, transact } from "../transaction.ts";
import { announceDue } from "./statements.ts";
import { LET_GO_WHEN_IDLE, readWork, toRead } from "./work.ts";
import { type Held, writeAll } from "./write.ts";

/** `lost`: somebody else holds the rotation. `changed`: a person edited it. Neither wrote anything. */
export type Saved = "saved" | "changed" | "lost";

/** One round trip; two when the lease is let go, because the row must then say when it is due next. */
export async function save(
  database: Database,
  lease: Lease,
  revision: number,
  change: Change,
): Promise<Saved> {
  try {
    await transact(database, async (tx) => {
      tx.send(hold({ id: lease.rotationId, fence: lease.fence, revision }));
      const held = change.release ? await letGo(tx, lease.rotationId, change) : {};
      writeAll(tx, [{ rotationId: lease.rotationId, change, held }]);
    });
    return "saved";
  } catch (error) {
    const sqlstate = sqlstateOf(error);
    if (sqlstate === LOST) return "lost";
    if (sqlstate === CHANGED) return "changed";
    throw error;
  }
}

async function letGo(tx: Transaction, rotationId: string, change: Change): Promise<Held> {
  const free = { leaseUntil: null, leaseOwner: null };
  if (change.remove) return { ...free, dueAt: null };
  const [row] = await tx.ask(readWork({ ids: idList([rotationId]) }));
  if (!row) return free;
  const { work, now } = toRead(row);
  const due = dueAt(applyChange(work, change), now);
  if (due && due <= now) tx.announce(announceDue({ rows: toJson([rotationId]) }));
  return { ...free, dueAt: due };
}

/** Locks the row, or refuses the whole save. */
export const hold = compile<"id" | "fence" | "revision">(sql`
  select turnbolt.hold(${sql.placeholder("id")}::uuid, ${sql.placeholder("fence")}::bigint,
    ${sql.placeholder("revision")}::bigint), ${LET_GO_WHEN_IDLE}`);
