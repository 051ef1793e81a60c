import type { Clock } from "@turnbolt/core";

export interface DatabaseClock extends Clock {
  /** Asks the database for its time again. */
  sync(): Promise<void>;
}

/** Longer timers fire at once in Node. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The database's time, told between two askings by a clock that never jumps. */
export async function databaseClock(ask: () => Promise<Date>): Promise<DatabaseClock> {
  let base = { at: 0, monotonic: 0 };
  const sync = async (): Promise<void> => {
    const before = performance.now();
    const now = await ask();
    // The answer was made somewhere between question and answer.
    base = { at: now.getTime(), monotonic: (before + performance.now()) / 2 };
  };
  await sync();
  return {
    sync,
    now: () => new Date(base.at + performance.now() - base.monotonic),
    monotonic: () => performance.now(),
    at: (monotonic, callback) => {
      const timer = setTimeout(
        callback,
        Math.min(LONGEST_TIMER_MS, Math.max(0, monotonic - performance.now())),
      );
      return () => clearTimeout(timer);
    },
  };
}
