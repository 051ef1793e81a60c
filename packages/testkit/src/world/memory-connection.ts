import { type Change, dueAt } from "@turnbolt/core";
import type { Row } from "./memory-ledger.ts";
import { isBegun } from "./memory-room.ts";

type Rows = ReadonlyMap<string, Row>;

/** The connection was mended: its rotations go on. */
export function mendConnection(rows: Rows, connectionId: string, now: Date): void {
  for (const row of of(rows, connectionId)) {
    row.work = { ...row.work, connection: { ...row.work.connection, brokenAt: null } };
    free(row, now);
  }
}

/** The connection refused somebody: nobody begins anything with it, but for the run that changes its login. */
export function breakConnection(
  rows: Rows,
  row: Row,
  { version, message }: NonNullable<Change["breakConnection"]>,
  now: Date,
): void {
  const { id } = row.work.connection;
  // Somebody mended it meanwhile: the rotation looks again with the newer version.
  if (row.work.connection.version !== version) return;
  const alerted = row.work.connection.brokenAt !== null;
  for (const other of of(rows, id)) {
    const { rotation } = other.work;
    const goesOn = rotation.leaseUntil !== null || (rotation.ownAccount && isBegun(other));
    const heldAt = other === row || !goesOn ? now : rotation.heldAt;
    other.work = {
      ...other.work,
      connection: { ...other.work.connection, brokenAt: now },
      rotation: { ...rotation, heldAt },
    };
    if (heldAt && !rotation.leaseUntil) other.dueAt = null;
  }
  if (!alerted) row.events.push({ kind: "connection.broken", message, data: { connectionId: id } });
}

/** The connection's own login has changed: everybody sees it, and whoever was refused with the old one goes on. */
export function shareConnection(rows: Rows, { work: { connection } }: Row, now: Date): void {
  for (const other of of(rows, connection.id)) {
    other.work = { ...other.work, connection };
    if (other.work.rotation.heldAt) free(other, now);
  }
}

function free(row: Row, now: Date): void {
  row.work = { ...row.work, rotation: { ...row.work.rotation, heldAt: null } };
  row.dueAt = row.work.rotation.leaseUntil ?? dueAt(row.work, now);
}

const of = (rows: Rows, connectionId: string): readonly Row[] =>
  [...rows.values()].filter(({ work }) => work.connection.id === connectionId);
