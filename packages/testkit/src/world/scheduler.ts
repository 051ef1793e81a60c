import type { Chooser } from "./chooser.ts";

/** A process of the world; `died` ones never run again. */
export interface Worker {
  readonly name: string;
  died: boolean;
  /** Paused, as by SIGSTOP, until this instant. */
  heldUntil: number;
  /** Goes on with what it is doing, while it waits for its turn. */
  resume: (() => void) | null;
  /** Resolves when the worker waits for a turn again, or is done, or has died. */
  yielded: PromiseWithResolvers<void>;
  busy: boolean;
}

export const newWorker = (name: string): Worker => ({
  name,
  died: false,
  heldUntil: 0,
  resume: null,
  yielded: Promise.withResolvers(),
  busy: false,
});

/** Waits until the world gives this worker its next turn. */
export async function turn(worker: Worker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  worker.resume = resolve;
  worker.yielded.resolve();
  await promise;
}

/** The process is gone: nothing after this point of it ever runs. */
export function die(worker: Worker): Promise<never> {
  worker.died = true;
  worker.busy = false;
  worker.resume = null;
  worker.yielded.resolve();
  return new Promise<never>(() => {});
}

/** Lets a worker run to its next turn. */
export async function step(worker: Worker, start: () => Promise<void>): Promise<void> {
  worker.yielded = Promise.withResolvers();
  const { yielded } = worker;
  if (worker.resume) {
    const { resume } = worker;
    worker.resume = null;
    resume();
  } else {
    worker.busy = true;
    void start().then(() => {
      worker.busy = false;
      worker.yielded.resolve();
    });
  }
  await yielded.promise;
}

/** Whose turn it is. Ordinary: the one that ran last, then those in the middle of something, then an idle one. */
export function pick(chooser: Chooser, workers: readonly Worker[], last: Worker | null): Worker | undefined {
  const ordered = [...workers].sort((a, b) => rank(a, last) - rank(b, last));
  return ordered.length > 1 ? ordered[chooser.choose("turn", ordered.length)] : ordered[0];
}

const rank = (worker: Worker, last: Worker | null): number => (worker.busy ? (worker === last ? 0 : 1) : 2);
