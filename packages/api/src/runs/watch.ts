import { hasEnded } from "@turnbolt/core";
import type { StoredRun } from "../store.ts";

/** Calls back whenever a run has moved; the result takes it back. */
export type WatchRun = (runId: string, moved: () => void) => () => void;

/** A notice may be lost; then a look after so long finds what it was about. */
const LOOK_AFTER_MS = 2_000;

/**
 * Gives the run now and each time it has moved, until it has ended or `signal` is aborted.
 */
export async function* followRun(
  read: () => Promise<StoredRun | null>,
  watch: (moved: () => void) => () => void,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredRun> {
  const bell = newBell();
  const stop = watch(bell.ring);
  const end = () => bell.ring();
  signal?.addEventListener("abort", end);
  let seen = "";
  try {
    while (!signal?.aborted) {
      const run = await read();
      if (!run) return;
      const now = JSON.stringify([run.state, run.steps.length, run.message, run.currentStep]);
      if (now !== seen) yield run;
      seen = now;
      if (hasEnded(run)) return;
      await bell.heard(LOOK_AFTER_MS);
    }
  } finally {
    signal?.removeEventListener("abort", end);
    stop();
  }
}

/** Something to wait for; who rings before somebody waits is heard all the same. */
export function newBell() {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring: (): void => {
      rung = true;
      wake?.();
    },
    /** Until it rings, or for so long; a ring since the last time counts. */
    heard: async (ms: number): Promise<void> => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
  };
}
