import type { Work } from "@turnbolt/core";
import type { PostgresLedger } from "@turnbolt/store";
import type { Plant } from "../setup.ts";

/** A ledger that forgets to write something ahead, though the engine believes that it is on disk. */
export function plantIn(ledger: PostgresLedger, plant: Plant | undefined): PostgresLedger {
  if (plant === "late-baseline") return withoutBaseline(ledger);
  if (plant === "late-draft") return withoutDraft(ledger);
  return ledger;
}

/** What the target held before a creation is never written. */
const withoutBaseline = (ledger: PostgresLedger): PostgresLedger => ({
  ...ledger,
  save: (lease, revision, change) => {
    const { opening: _lost, ...rotation } = change.rotation ?? {};
    return ledger.save(lease, revision, { ...change, rotation });
  },
});

/** The draft reaches the disk with the answer of its first call, and not before. */
const withoutDraft = (ledger: PostgresLedger): PostgresLedger => ({
  ...ledger,
  claim: async (request) => {
    const drafts = new Map<string, Work["versions"]>();
    const result = await ledger.claim({
      ...request,
      prepare: async (work, at) => {
        const change = await request.prepare(work, at);
        if (!change?.versions) return change;
        drafts.set(work.rotation.id, change.versions);
        return { ...change, versions: [] };
      },
    });
    const claimed = result.claimed.map(({ lease, work }) => ({
      lease,
      work: { ...work, versions: [...work.versions, ...(drafts.get(work.rotation.id) ?? [])] },
    }));
    return { ...result, claimed };
  },
});
