import type { Parts } from "../services.ts";
import { deal } from "./deal.ts";
import type { BulkJob, BulkOutcome } from "./store.ts";

/** So many at a time, and then it is noted; whoever takes over from a process that vanished repeats no more than these. */
const AT_ONCE = 10;

/** Gives the rotations of bulk jobs their commands, in the background; in every process, each job by one of them. */
export interface Dealer {
  /** There may be jobs to deal: this one, or whichever nobody deals. Never throws. */
  wake(jobId?: string): void;
  /** Deals whatever there is; throws when that cannot be done now. */
  work(): Promise<void>;
  /** Finishes the commands in hand and takes no more. */
  stop(): Promise<void>;
}

export function createDealer(parts: Parts, onError: (error: unknown) => void): Dealer {
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  const dealAll = async (jobId: string | null): Promise<void> => {
    for (let job = await next(jobId); job && !stopped; job = await next(jobId)) {
      while (!stopped && (await dealSome(parts, job)));
    }
  };
  const next = async (jobId: string | null): Promise<BulkJob | null> =>
    stopped ? null : await parts.store.bulk.take(jobId);
  const tracked = (work: Promise<void>): Promise<void> => {
    const settled = work.catch(() => {}).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return work;
  };
  return {
    wake: (jobId) => void tracked(dealAll(jobId ?? null)).catch(onError),
    work: () => tracked(dealAll(null)),
    stop: async () => {
      stopped = true;
      await Promise.all(underWay);
    },
  };
}

/** Deals the next few; `false` when there were none. */
async function dealSome(parts: Parts, job: BulkJob): Promise<boolean> {
  const { bulk } = parts.store;
  const items = await bulk.next(job.id, AT_ONCE);
  if (items.length === 0) return false;
  const dealt = await Promise.allSettled(
    items.map(
      async ({ position, rotationId }): Promise<BulkOutcome> => ({
        position,
        ...(await deal(parts, job, rotationId)),
      }),
    ),
  );
  // What was done is noted even where something else could not be; that is tried again later.
  await bulk.settle(
    job.id,
    dealt.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
  );
  const failed = dealt.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  return true;
}
