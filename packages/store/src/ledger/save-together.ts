import { applyChange, type Change, dueAt, type Lease } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { isStoreError } from "../errors.ts";
import { toJson } from "../rows.ts";
import { rotations } from "../schema/index.ts";
import { compile, idList } from "../statement.ts";
import { together } from "../together.ts";
import { transact } from "../transaction.ts";
import { type Saved, save } from "./save.ts";
import { announceDue } from "./statements.ts";
import { LET_GO_WHEN_IDLE, type Read, readWork, toRead } from "./work.ts";
import { type Write, writeAll } from "./write.ts";

export interface Save {
  readonly lease: Lease;
  readonly revision: number;
  readonly change: Change;
}

/** Two transactions keep the database and the disk busy by turns; a third one would only make all of them smaller. */
const PLACES = 2;
const MOST = 25;

/** Saves of different rotations that come at the same time share a transaction, and so its round trips and its flush. */
export function saver(database: Database): (one: Save) => Promise<Saved> {
  const alone = ({ lease, revision, change }: Save) => save(database, lease, revision, change);
  const crowd = together<Save, Saved>({ places: PLACES, most: MOST }, async (all) => {
    const apart = () => settled(all.map(alone));
    if (all.length === 1 || namesTwice(all)) return await apart();
    try {
      const outcomes = await saveAll(database, all);
      return all.map((one, index) => outcomes[index] ?? alone(one));
    } catch (error) {
      // Nothing of it was written, and one bad row harms nobody: each by itself.
      if (isStoreError(error) && isRefusal(error.code)) return await apart();
      throw error;
    }
  });
  return (one) => (isPlain(one.change) ? crowd(one) : alone(one));
}

async function settled<T>(promises: readonly Promise<T>[]): Promise<readonly Promise<T>[]> {
  await Promise.allSettled(promises);
  return promises;
}

const isRefusal = (code: string): boolean => code !== "unavailable" && code !== "unknown-outcome";

/** What locks other rows than its rotation's own goes alone, so that no two wait for each other. */
const isPlain = ({ breakConnection, connection, remove }: Change): boolean =>
  !breakConnection && !connection && !remove;

const namesTwice = (all: readonly Save[]): boolean =>
  new Set(all.map(({ lease }) => lease.rotationId)).size < all.length;

/** `null` for a row that is gone, or that somebody else has locked: nobody but itself waits for that. */
async function saveAll(database: Database, all: readonly Save[]): Promise<readonly (Saved | null)[]> {
  return transact(database, async (tx) => {
    const locking = tx.ask(lock({ ids: idList(all.map(({ lease }) => lease.rotationId)) }));
    const freed = all.filter(({ change }) => change.release).map(({ lease }) => lease.rotationId);
    const reading = freed.length > 0 ? tx.ask(readWork({ ids: idList(freed) })) : Promise.resolve([]);
    const [locked, read] = await Promise.all([locking, reading]);
    const held = new Map(locked.map(({ id, fence, revision }) => [id, { fence: Number(fence), revision }]));
    const works = new Map(read.map(toRead).map((one) => [one.work.rotation.id, one]));
    const outcomes = all.map(({ lease, revision }): Saved | null => {
      const row = held.get(lease.rotationId);
      if (!row) return null;
      if (row.fence !== lease.fence) return "lost";
      return Number(row.revision) === revision ? "saved" : "changed";
    });
    const writes = all
      .filter((_, index) => outcomes[index] === "saved")
      .map((one) => writeOf(one, works.get(one.lease.rotationId)));
    writeAll(tx, writes);
    const due = writes.flatMap(({ rotationId, dueNow }) => (dueNow ? [rotationId] : []));
    if (due.length > 0) tx.announce(announceDue({ rows: toJson(due) }));
    return outcomes;
  });
}

function writeOf({ lease, change }: Save, read: Read | undefined): Write & { readonly dueNow: boolean } {
  const { rotationId } = lease;
  if (!change.release || !read) return { rotationId, change, dueNow: false };
  const due = dueAt(applyChange(read.work, change), read.now);
  const held = { leaseUntil: null, leaseOwner: null, dueAt: due };
  return { rotationId, change, held, dueNow: due !== null && due <= read.now };
}

const lock = compile<"ids">(sql`
  select id, fence, revision, ${LET_GO_WHEN_IDLE} from ${rotations}
  where id = any (${sql.placeholder("ids")}::uuid[]) and deleted_at is null for update skip locked`);
