import type { Change, Run, Version } from "@turnbolt/core";
import type { Author } from "../author.ts";
import { toColumns, toJson } from "../rows.ts";
import { rotations, runs, versions } from "../schema/index.ts";
import { idList } from "../statement.ts";
import type { Transaction } from "../transaction.ts";
import { writeBroken } from "./broken.ts";
import { type Entry, writeEntries } from "./journal.ts";
import { writeRemoved } from "./remove.ts";
import * as statements from "./statements.ts";

/** The columns of a rotation that only the store moves. */
export interface Held {
  readonly fence?: number;
  readonly revision?: number;
  readonly leaseUntil?: Date | null;
  readonly leaseOwner?: string | null;
  readonly dueAt?: Date | null;
  readonly updatedAt?: Date;
}

/** What one rotation gets in a transaction. */
export interface Write {
  readonly rotationId: string;
  readonly change: Change;
  readonly held?: Held;
  readonly requestKey?: string | undefined;
  /** Who asked for it; absent: Turnbolt itself. */
  readonly author?: Author | null;
}

/**
 * Sends every write of these changes: one statement for each table that is touched, however many rotations there are.
 * The journal goes first: it looks up the run in hand before that run is ended.
 */
export function writeAll(tx: Transaction, writes: readonly Write[]): void {
  const send = <T>(rows: readonly T[], statement: (rows: string) => Parameters<Transaction["send"]>[0]) => {
    if (rows.length > 0) tx.send(statement(toJson(rows)));
  };
  writeEntries(tx, writes.flatMap(entriesOf));
  send(writes.flatMap(patchOf), (rows) => statements.patchRotations({ rows }));
  send(writes.flatMap(runPatchOf), (rows) => statements.patchRuns({ rows }));
  send(writes.flatMap(newRunOf), (rows) => statements.insertRuns({ rows }));
  send(writes.flatMap(versionsOf).sort(deadFirst), (rows) => statements.upsertVersions({ rows }));
  const promoted = writes.flatMap(({ change }) => (change.promote ? [change.promote.versionId] : []));
  if (promoted.length > 0) tx.send(statements.promoteSecrets({ ids: idList(promoted) }));
  const used = writes.flatMap(({ change }) => change.usedFindings ?? []);
  if (used.length > 0) tx.send(statements.useFindings({ ids: idList(used) }));
  for (const { rotationId, change } of writes) {
    if (change.connection) {
      const { config, sealed } = change.connection;
      const values = { config: toJson(config), sealed: toJson(sealed) };
      tx.send(statements.resealConnection({ rotationId, ...values }));
      tx.send(statements.freeHeld({ rotationId }));
    }
    if (change.breakConnection) writeBroken(tx, rotationId, change.breakConnection);
    if (change.remove) writeRemoved(tx, rotationId, change.remove.secrets);
  }
  announceRuns(tx, writes);
}

/** For those who watch a run: it has moved. */
function announceRuns(tx: Transaction, writes: readonly Write[]): void {
  const moved = writes.filter(
    ({ change }) => newRunOf({ rotationId: "", change }).length + stepsIn(change) > 0,
  );
  if (moved.length === 0) return;
  const rows = toJson(moved.map(({ rotationId, change }) => change.newRun?.id ?? rotationId));
  tx.announce(statements.announceRuns({ rows }));
}

const stepsIn = ({ run, steps }: Change): number => Object.keys(run ?? {}).length + (steps ?? []).length;

function entriesOf({ rotationId, change, author = null }: Write): readonly Entry[] {
  const promoted = change.versions?.find(({ id }) => id === change.promote?.versionId)?.number ?? null;
  return (change.events ?? []).map(({ kind, message, data }) => {
    const version = promoted ?? (typeof data.version === "number" ? data.version : null);
    return { rotationId, runId: change.newRun?.id ?? null, kind, message, data, version, author };
  });
}

function patchOf({ rotationId, change, held }: Write) {
  const patch = toColumns(rotations, { ...change.rotation, ...held });
  return Object.keys(patch).length === 0 ? [] : [{ id: rotationId, patch }];
}

function runPatchOf({ rotationId, change }: Write) {
  if (change.newRun || stepsIn(change) === 0) return [];
  return [{ rotation_id: rotationId, patch: toColumns(runs, change.run ?? {}), steps: change.steps ?? [] }];
}

function newRunOf({ rotationId, change, requestKey }: Write) {
  if (!change.newRun) return [];
  const run: Run = {
    ...change.newRun,
    ...change.run,
    rotationId,
    steps: [...change.newRun.steps, ...(change.steps ?? [])],
  };
  return [toColumns(runs, { ...run, requestKey })];
}

const versionsOf = ({ rotationId, change }: Write) =>
  (change.versions ?? []).map((version) => toColumns(versions, { ...version, rotationId }));

/** The unique indexes look at each row as it comes: a handle is let go before it is taken again. */
function deadFirst(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return order(a) - order(b) || Number(a.number) - Number(b.number);
}

const LIVE: readonly unknown[] = ["draft", "active"] satisfies Version["state"][];
const order = (row: Record<string, unknown>): number => LIVE.indexOf(row.state);
