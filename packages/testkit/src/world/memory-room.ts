import { hasEnded } from "@turnbolt/core";
import type { Row } from "./memory-ledger.ts";

/** What a claim asks for. */
export interface Wanted {
  readonly now: Date;
  readonly only: readonly string[] | undefined;
  readonly perConnection: number;
}

/**
 * May this row be leased beside those of its connection that are? At most so many are at once; the one of the
 * connection's own login goes alone, and while it is due or its run is open, nobody else begins.
 */
export function hasRoom(rows: Iterable<Row>, row: Row, { now, only, perConnection }: Wanted): boolean {
  const beside = [...rows].filter((other) => !other.removed && connectionOf(other) === connectionOf(row));
  const leases = beside.filter((other) => isLeased(other, now)).length;
  const wantsAlone = (other: Row) =>
    mayHoldAlone(other) &&
    (isBegun(other) ||
      isLeased(other, now) ||
      isDue(other, now) ||
      (only?.includes(other.work.rotation.id) ?? false));
  const [owner] = beside.filter(wantsAlone).sort((a, b) => Number(isBegun(b)) - Number(isBegun(a)));
  return owner ? row === owner && leases === 0 : leases < perConnection;
}

/** One that waits for a person, or is held, keeps nobody waiting. */
const mayHoldAlone = ({ work: { rotation } }: Row): boolean =>
  rotation.ownAccount && !rotation.attention && !rotation.heldAt;

/** Its run has begun and not ended, whether or not somebody works on it right now. */
export const isBegun = ({ work: { run } }: Row): boolean =>
  run !== null && !hasEnded(run) && run.state !== "queued";

export const isLeased = ({ work: { rotation } }: Row, now: Date): boolean =>
  rotation.leaseUntil !== null && rotation.leaseUntil > now;

export function isDue({ work: { rotation }, dueAt }: Row, now: Date): boolean {
  if (rotation.leaseUntil) return rotation.leaseUntil <= now;
  return dueAt !== null && dueAt <= now;
}

const connectionOf = ({ work }: Row): string => work.connection.id;
