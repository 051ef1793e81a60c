import type { Parts } from "../services.ts";
import { deal } from "./deal.ts";
import { removeEmptied } from "./remove-emptied.ts";
import type { BulkJob, BulkOutcome } from "./store.ts";

/** So many at a time, and then it is noted; whoever takes over from a process that vanished repeats no more than these. */
const AT_ONCE = 10;

/** Gives the rotations of bulk jobs their commands, in the background; in every process, each job by one of them. */
export interface Dealer {
  /** There may be jobs to deal: this one, or whichever nobody deals. Never throws. */
  wake(jobId?: string): void;
  /** Deals whatever there is, and removes what is empty; throws when that cannot be done now. */
  work(): Promise<void>;
  /** Goes on with this one: what is left of it to deal, and what it removes once that is empty. */
  goOn(jobId: string): Promise<void>;
  /** Finishes the commands in hand and takes no more. */
  stop(): Promise<void>;
}

export function createDealer(parts: Parts, onError: (error: unknown) => void): Dealer {
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  const dealAll = async (jobId: string | null): Promise<void> => {
    const problems: unknown[] = [];
    for (let job = await next(jobId); job && !stopped; job = await next(jobId)) {
      // One that cannot be dealt now stays held for a while, so that the others get their turn.
      await dealJob(parts, job, () => stopped).catch((error: unknown) => problems.push(error));
    }
    if (problems.length > 0) throw problems[0];
  };
  const goOn = (jobId: string | null) => dealAll(jobId).finally(() => removeEmptied(parts, jobId));
  const next = async (jobId: string | null): Promise<BulkJob | null> =>
    stopped ? null : await parts.store.bulk.take(jobId);
  const tracked = (work: Promise<void>): Promise<void> => {
    const settled = work.catch(() => {}).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return work;
  };
  return {
    wake: (jobId) => void tracked(goOn(jobId ?? null)).catch(onError),
    work: () => tracked(goOn(null)),
    goOn: (jobId) => tracked(goOn(jobId)),
    stop: async () => {
      stopped = true;
      await Promise.all(underWay);
    },
  };
}

/** All of it, each item once; throws in the end when some could not be dealt, which stay in line for the next time. */
async function dealJob(parts: Parts, job: BulkJob, isStopped: () => boolean): Promise<void> {
  const problems: unknown[] = [];
  const later: unknown[] = [];
  let after: number | null = -1;
  while (after !== null && !isStopped()) after = await dealSome(parts, job, after, { problems, later });
  if (later.length > 0 && problems.length === 0) await parts.store.bulk.putOff(job.id);
  if (problems.length > 0) throw problems[0];
}

/** Deals the next few behind this position, and gives the last one's; `null` when there were none. */
async function dealSome(
  parts: Parts,
  job: BulkJob,
  after: number,
  { problems, later }: Readonly<Record<"problems" | "later", unknown[]>>,
): Promise<number | null> {
  const { bulk } = parts.store;
  const items = await bulk.next(job.id, after, AT_ONCE);
  const last = items.at(-1);
  if (!last) return null;
  const dealt = await Promise.allSettled(
    items.map(async ({ position, rotationId }): Promise<BulkOutcome | null> => {
      const outcome = await deal(parts, job, rotationId);
      return outcome && { position, ...outcome };
    }),
  );
  // What was done is noted even where something else could not be.
  await bulk.settle(
    job.id,
    dealt.flatMap((one) => (one.status === "fulfilled" ? (one.value ?? []) : [])),
  );
  for (const one of dealt) {
    if (one.status === "rejected") problems.push(one.reason);
    else if (one.value === null) later.push(one);
  }
  return last.position;
}
