import type { Clock } from "@turnbolt/core";
import type { Sql } from "postgres";

/** Time that only waiting uses up: it leaps to whatever is waited for next, and the database tells it too. */
export interface LeapClock extends Pick<Clock, "now" | "monotonic" | "at"> {
  sleep(ms: number): Promise<void>;
  /** Time stands still, or goes on. */
  freeze(frozen: boolean): void;
  /** The same database, whose `clock_timestamp()` is this one. */
  urlOf(url: string): string;
}

export async function leapClock(sql: Sql): Promise<LeapClock> {
  const start = Date.now();
  await sql.unsafe(`
    create schema leap;
    create unlogged table leap.clock (ms float8);
    insert into leap.clock values (0);
    create function leap.clock_timestamp() returns timestamptz language sql volatile
      as 'select to_timestamp((${start} + ms) / 1000) from leap.clock'`);
  let now = 0;
  let frozen = false;
  let leaping = false;
  const timers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const leap = async (): Promise<void> => {
    if (leaping) return;
    leaping = true;
    for (;;) {
      // Whatever follows from the last instant by itself happens before the next one.
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...timers].sort((a, b) => a.at - b.at);
      if (!next || frozen) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      await sql`update leap.clock set ms = ${now}`;
      next.wake();
    }
    leaping = false;
  };
  const at: LeapClock["at"] = (instant, wake) => {
    const timer = { at: instant, wake };
    timers.add(timer);
    void leap();
    return () => void timers.delete(timer);
  };
  return {
    at,
    now: () => new Date(start + now),
    monotonic: () => now,
    sleep: (ms) => new Promise((resolve) => at(now + ms, resolve)),
    freeze: (stands) => {
      frozen = stands;
      void leap();
    },
    urlOf: (url) => {
      const own = new URL(url);
      own.searchParams.set("search_path", "leap,pg_catalog,public");
      return own.href;
    },
  };
}
