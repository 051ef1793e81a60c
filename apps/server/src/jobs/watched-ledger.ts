import type { PostgresLedger } from "@turnbolt/store";

/**
 * The ledger, listened to: when work on a rotation was let go until a time, this process is back at that time without
 * waiting for a tick, and claims are noted outside the database.
 */
export function watchedLedger(
  ledger: PostgresLedger,
  told: { readonly onWake: (at: Date) => void; readonly onClaim: () => void },
): PostgresLedger {
  return {
    ...ledger,
    claim: async (request) => {
      const result = await ledger.claim(request);
      if (result.claimed.length > 0) told.onClaim();
      return result;
    },
    save: async (lease, revision, change) => {
      const outcome = await ledger.save(lease, revision, change);
      const at = change.rotation?.wakeAt;
      if (outcome === "saved" && change.release && at) told.onWake(at);
      return outcome;
    },
  };
}
