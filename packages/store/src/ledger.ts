import { performance } from "node:perf_hooks";
import type { Ledger } from "@turnbolt/core";
import type { Database } from "./database.ts";
import { guarded } from "./errors.ts";
import { claim } from "./ledger/claim.ts";
import { type CommandOptions, command } from "./ledger/command.ts";
import { addFinding } from "./ledger/findings.ts";
import { type Holder, renew } from "./ledger/lease.ts";
import { saver } from "./ledger/save-together.ts";
import { readWork, toRead } from "./ledger/work.ts";
import { idList } from "./statement.ts";
import { run } from "./transaction.ts";

export interface LedgerOptions {
  readonly database: Database;
  /** The id of this process' locked data folder: its next process ends the leases that this one leaves behind. */
  readonly owner: string;
  /** Milliseconds that never jump; the engine's clock must be the same one. */
  readonly monotonic?: () => number;
}

/** The lifecycle's ledger on PostgreSQL, whose commands take what screens send along. */
export interface PostgresLedger extends Ledger {
  command(
    rotationId: string,
    decide: Parameters<Ledger["command"]>[1],
    options?: CommandOptions,
  ): ReturnType<Ledger["command"]>;
}

/**
 * Every write of the lifecycle. A commit that gets no answer throws a `StoreError` with code `unknown-outcome`: load
 * before anything else is decided.
 */
export function createLedger({ database, owner, monotonic }: LedgerOptions): PostgresLedger {
  const holder: Holder = { owner, monotonic: monotonic ?? (() => performance.now()) };
  const save = saver(database);
  return {
    claim: (request) => claim(database, holder, request),
    load: (rotationId) =>
      guarded(async () => {
        const [row] = await run(database, readWork({ ids: idList([rotationId]) }));
        return row ? toRead(row).work : null;
      }),
    save: (lease, revision, change) => save({ lease, revision, change }),
    renew: (lease, leaseMs) => renew(database, holder, lease, leaseMs),
    command: (rotationId, decide, options) => command(database, rotationId, decide, options),
    addFinding: (finding) => addFinding(database, finding),
  };
}
