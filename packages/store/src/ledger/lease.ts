import type { Lease } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { rotations } from "../schema/index.ts";
import { NOW } from "../statement.ts";

/** Nobody may ask for more; an end further away than this is void. */
export const LONGEST_LEASE_MS = 900_000;

/** Who takes leases here. */
export interface Holder {
  /** The id of this process' locked data folder. */
  readonly owner: string;
  /** This process' monotonic clock, the same one that the engine reads. */
  readonly monotonic: () => number;
}

export function checkLease(leaseMs: number): void {
  if (leaseMs > 0 && leaseMs <= LONGEST_LEASE_MS) return;
  throw new RangeError(`a lease lasts at most ${LONGEST_LEASE_MS} ms`);
}

export function renew(
  database: Database,
  holder: Holder,
  lease: Lease,
  leaseMs: number,
): Promise<Lease | null> {
  checkLease(leaseMs);
  const asked = holder.monotonic();
  return guarded(async () => {
    const rows = await database.drizzle.execute<{ until: string }>(sql`
      update ${rotations} set lease_until = ${NOW} + ${leaseMs} * interval '1 ms',
        due_at = ${NOW} + ${leaseMs} * interval '1 ms'
      where id = ${lease.rotationId}::uuid and fence = ${lease.fence}::bigint
        and lease_until is not null and deleted_at is null
      returning lease_until as until`);
    const [row] = rows;
    return row ? { ...lease, until: new Date(row.until), untilMonotonic: asked + leaseMs } : null;
  });
}

/**
 * Ends the leases that this data folder's last process left behind: it is dead, because we hold the lock on its
 * folder. The end stays written, so that whoever takes over knows that a holder vanished.
 */
export function endOwnLeases(database: Database, owner: string): Promise<number> {
  return guarded(async () => {
    const rows = await database.drizzle.execute(sql`
      update ${rotations} set lease_until = ${NOW}, lease_owner = null, due_at = ${NOW}
      where lease_owner = ${owner} and lease_until > now() returning id`);
    return rows.length;
  });
}
