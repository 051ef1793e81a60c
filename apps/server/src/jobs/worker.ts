import { type Batch, type Engine, workBatch } from "@turnbolt/core";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";

/** So many due rotations are claimed in one transaction. */
export const BATCH = 25;
/** So many at once against one connection, in all processes together. */
const PER_CONNECTION = 4;
/** So many batches at once in one process; while most of one waits for its targets, there is room for another. */
const PLACES = 4;
/** What is due later than this is the tick's to find. */
const HORIZON_MS = 60_000;
/** What is due and could not be taken, because others work on it or with its connection, is looked at again after this, … */
const SOONEST_MS = 100;
/** … then after twice as long each time, and never less often than this. */
const LATEST_MS = 5_000;

/** The hands of this process: they take what is due from the rows, so nobody has to tell them what to do. */
export interface Worker {
  /** Works on what is due now. */
  work(): Promise<void>;
  /** Something may be due: on these rotations, or on any. */
  wake(rotationIds?: readonly string[]): void;
  /** Something will be due at this time. */
  wakeAt(time: Date): void;
  /** How many batches are under way. */
  busy(): number;
  /** Takes nothing more, finishes the steps in hand, and lets everything else that was claimed go. */
  stop(): Promise<void>;
}

export interface WorkerParts {
  readonly engine: Engine;
  /** When the next rotation wants to be looked at. */
  readonly nextDue: () => Promise<Date | null>;
  readonly log: Logger;
}

export function createWorker({ engine, nextDue, log }: WorkerParts): Worker {
  const underWay = new Set<Promise<void>>();
  let claiming = 0;
  let inHand = 0;
  const asked = new Set<string>();
  let missed = false;
  let left = false;
  let inVain = 0;
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  let timer: { readonly at: number; readonly handle: NodeJS.Timeout } | null = null;

  /** Room for one more batch: those under way may each take as many. */
  const hasRoom = (): boolean => inHand + (claiming + 1) * BATCH <= PLACES * BATCH;
  const batch = async (only?: readonly string[]): Promise<Batch> => {
    let taken: number | null = null;
    const take = (claimed: number): void => {
      if (taken !== null) return;
      taken = claimed;
      claiming--;
      inHand += claimed;
    };
    claiming++;
    try {
      return await workBatch(engine, {
        limit: BATCH,
        perConnection: PER_CONNECTION,
        stop: stopped,
        ...(only && { only }),
        onClaim: (batch) => {
          take(batch.claimed);
          if (!only) left = batch.left;
          if (batch.claimed > 0) inVain = 0;
        },
        // One look for whatever room has come; it tells whether there is more to look for.
        onLetGo: () => {
          inHand--;
          if (!left && !(missed && hasRoom())) return;
          left = false;
          missed = false;
          worker.wake();
        },
        onError: (rotationId, error) =>
          log.error({ rotationId, ...briefly(error) }, "a rotation could not be worked on"),
      });
    } finally {
      take(0);
    }
  };
  const drain = async (): Promise<void> => {
    const only = [...asked].slice(0, BATCH);
    for (const id of only) asked.delete(id);
    if (only.length > 0) await batch(only);
    for (let claimed = BATCH; claimed === BATCH && !stopped.aborted; ) {
      // Whoever lets a rotation go next makes room for another batch.
      if (!hasRoom()) {
        missed = true;
        return;
      }
      ({ claimed } = await batch());
    }
  };
  const lookAhead = async (): Promise<void> => {
    const at = await nextDue();
    if (!at) return;
    const now = engine.clock.now();
    const soonest = new Date(now.getTime() + Math.min(SOONEST_MS * 2 ** inVain, LATEST_MS));
    inVain = at <= now ? inVain + 1 : 0;
    worker.wakeAt(at > soonest ? at : soonest);
  };
  const start = (): Promise<void> => {
    const work = drain()
      .then(lookAhead)
      .catch((error: unknown) => log.error(briefly(error), "work could not be claimed"))
      .finally(() => {
        underWay.delete(work);
        if (missed || asked.size > 0) {
          missed = false;
          worker.wake();
        }
      });
    underWay.add(work);
    return work;
  };
  const worker: Worker = {
    work: async () => {
      if (!stopped.aborted) await start();
    },
    wake: (rotationIds = []) => {
      for (const id of rotationIds) asked.add(id);
      if (stopped.aborted) return;
      if (hasRoom()) void start();
      else missed = true;
    },
    wakeAt: (time) => {
      const wait = Math.max(SOONEST_MS, time.getTime() - engine.clock.now().getTime());
      const at = performance.now() + wait;
      if (stopped.aborted || wait > HORIZON_MS || (timer && timer.at <= at)) return;
      if (timer) clearTimeout(timer.handle);
      const handle = setTimeout(() => {
        timer = null;
        worker.wake();
      }, wait);
      timer = { at, handle };
    },
    busy: () => underWay.size,
    stop: async () => {
      stopping.abort();
      if (timer) clearTimeout(timer.handle);
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
  return worker;
}
