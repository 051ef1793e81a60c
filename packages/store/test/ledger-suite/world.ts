import type { Change, ClaimResult, Lease, Ledger, Rotation, Run, Version, Work } from "@turnbolt/core";

/** What the suite needs of a ledger's surroundings. */
export interface LedgerWorld {
  /** A ledger as the process with this data folder sees it. */
  ledger(owner: string): Ledger;
  /** Puts a rotation there that is due, with a queued run; rotations with one `group` share a connection. */
  seed(
    fields?: Partial<Rotation> & { versions?: readonly Version[]; group?: string },
  ): Promise<{ readonly rotation: Rotation; readonly run: Run }>;
  /** Lets the lease run out. */
  expire(rotationId: string): Promise<void>;
}

export const LEASE_MS = 60_000;
export const PER_CONNECTION = 4;
export const claimOnly = (
  ledger: Ledger,
  ids: readonly string[],
  change: Change | null = {},
): Promise<ClaimResult> =>
  ledger.claim({
    limit: ids.length,
    leaseMs: LEASE_MS,
    perConnection: PER_CONNECTION,
    only: ids,
    prepare: async () => change,
  });

export async function take(
  ledger: Ledger,
  id: string,
  change: Change = {},
): Promise<{ lease: Lease; work: Work }> {
  const { claimed } = await claimOnly(ledger, [id], change);
  const [first] = claimed;
  if (!first) throw new Error("nothing was claimed");
  return first;
}

export async function loaded(ledger: Ledger, id: string): Promise<Work> {
  const work = await ledger.load(id);
  if (!work) throw new Error("the rotation is gone");
  return work;
}
