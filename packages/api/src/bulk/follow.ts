import { newBell, type WatchRun } from "../runs/watch.ts";
import type { BulkJobView } from "./schema.ts";

/** A notice may be lost, and the dealing gives none; then a look after so long finds what it was about. */
const LOOK_AFTER_MS = 1_000;
/** Many runs move at once; those who watch are told a few times a second. */
const TOGETHER_MS = 200;

interface Followed {
  readonly read: () => Promise<BulkJobView | null>;
  readonly openRuns: () => Promise<readonly string[]>;
  readonly watch: WatchRun;
}

/** Gives a job now and each time its counts have changed, until nothing more happens by itself or `signal` is aborted. */
export async function* followJob(
  { read, openRuns, watch }: Followed,
  signal: AbortSignal | undefined,
): AsyncGenerator<BulkJobView> {
  const bell = newBell();
  const watched = new Map<string, () => void>();
  const end = () => bell.ring();
  signal?.addEventListener("abort", end);
  let seen = "";
  try {
    while (!signal?.aborted) {
      for (const runId of await openRuns()) {
        if (!watched.has(runId)) watched.set(runId, watch(runId, bell.ring));
      }
      const job = await read();
      if (!job) return;
      const now = JSON.stringify([job.counts, job.cancelledAt, job.removes]);
      if (now !== seen) yield job;
      seen = now;
      if (job.ended) return;
      await bell.heard(LOOK_AFTER_MS);
      if (!signal?.aborted) await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS));
    }
  } finally {
    signal?.removeEventListener("abort", end);
    for (const stop of watched.values()) stop();
  }
}
