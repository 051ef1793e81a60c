import { applyChange, type Change, dueAt, type Work } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { StoreError } from "../errors.ts";
import { toJson } from "../rows.ts";
import { rotations, secrets } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { transact } from "../transaction.ts";
import { announceDue } from "./statements.ts";
import { lockOne, readLocked, toRead } from "./work.ts";
import { writeAll } from "./write.ts";

/** What a person's command may bring along beyond what the lifecycle knows. */
export interface CommandOptions {
  /** Who asked; written into the audit. */
  readonly author?: Author | null;
  /** A client's name for its request, kept on the run that the command starts. */
  readonly requestKey?: string | undefined;
  readonly description?: string | null;
  /** New names of the mapped secrets, by field. */
  readonly mapping?: Readonly<Record<string, string>>;
}

/** Two round trips: lock and read; write and commit. `decide` runs in between and may throw what it likes. */
export function command(
  database: Database,
  rotationId: string,
  decide: (work: Work, now: Date) => Change,
  { author = null, requestKey, description, mapping }: CommandOptions = {},
): Promise<Work> {
  return transact(database, async (tx) => {
    tx.send(lockOne({ id: rotationId }));
    const [row] = await tx.ask(readLocked());
    if (!row) throw new StoreError("not-found", "there is no such rotation");
    const { work, now } = toRead(row);
    const change = decide(work, now);
    const after = applyChange(work, change);
    const due = dueAfter(work, after, now);
    const revision = work.rotation.revision + 1;
    const held = {
      revision,
      updatedAt: now,
      dueAt: due,
      ...(change.release ? { leaseUntil: null, leaseOwner: null } : {}),
    };
    writeAll(tx, [{ rotationId, change, held, author, requestKey }]);
    if (description !== undefined) tx.send(describe({ id: rotationId, description }));
    if (mapping) tx.send(rename({ id: rotationId, mapping: toJson(mapping) }));
    if (due && due <= now && !change.remove) tx.announce(announceDue({ rows: toJson([rotationId]) }));
    return { ...after, rotation: { ...after.rotation, revision } };
  });
}

/** While somebody works on it, the row waits for the lease's end; after a holder that vanished, it is due at once. */
function dueAfter(before: Work, { rotation, ...after }: Work, now: Date): Date | null {
  const { leaseUntil } = rotation;
  if (leaseUntil && leaseUntil > now) return leaseUntil;
  const due = dueAt({ rotation, ...after }, now);
  return before.rotation.leaseUntil && leaseUntil && due ? now : due;
}

const describe = compile<"id" | "description">(sql`
  update ${rotations} set description = ${sql.placeholder("description")}::text
  where id = ${sql.placeholder("id")}::uuid`);

const rename = compile<"id" | "mapping">(sql`
  update ${secrets} s set name = m.value, updated_at = now()
  from jsonb_each_text(${sql.placeholder("mapping")}::jsonb) m
  where s.rotation_id = ${sql.placeholder("id")}::uuid and s.field = m.key`);
