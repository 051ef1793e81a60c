import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { guarded } from "./errors.ts";
import { rateLimits } from "./schema/index.ts";
import { compile } from "./statement.ts";
import { run } from "./transaction.ts";

/** One of a vendor's limits, as it stands for one connection. */
export interface LimitKey {
  readonly connectionId: string;
  readonly scope: string;
}

/** What an answer taught. */
export interface LearnedLimit extends LimitKey {
  /** So many in so long; `null` where the vendor only refuses. */
  readonly allowed: number | null;
  readonly windowMs: number;
  /** Nothing may be sent on this connection for so long. */
  readonly restMs: number;
}

/** How the limit stood in an answer, and how long ago that was. */
export interface Told {
  readonly remaining: number;
  /** Until it begins anew, at the least. */
  readonly leftMs: number;
  readonly agoMs: number;
}

/** The limits of targets, shared by all processes. */
export interface RateLimits {
  /**
   * Draws so many turns, or tells after how many milliseconds to ask again: 0 when they are drawn, `null` when no limit
   * is known. Who would have to wait longer than `withinMs` lets the connection rest until then. One round trip, no flush.
   */
  take(
    key: LimitKey,
    asked: { readonly wanted: number; readonly withinMs: number; readonly told: Told | null },
  ): Promise<number | null>;
  /** Keeps what an answer taught, and tells the other processes that there is a limit. */
  learn(learned: LearnedLimit): Promise<void>;
  /** Calls back for each limit that any process learns. */
  onLearned(heard: (key: LimitKey) => void): Promise<() => Promise<void>>;
}

const CHANNEL = "turnbolt_limits";

export const createRateLimits = (database: Database): RateLimits => ({
  take: (key, { told, ...asked }) =>
    guarded(async () => {
      const nothing = { remaining: null, leftMs: null, agoMs: null };
      const [row] = await run(database, take({ ...key, ...asked, ...(told ?? nothing) }));
      return row?.wait === null ? null : Number(row?.wait);
    }),
  learn: ({ connectionId, scope, ...learned }) =>
    guarded(async () => {
      const key = JSON.stringify({ connectionId, scope });
      await run(database, learn({ connectionId, scope, key, ...learned }));
    }),
  onLearned: (heard) =>
    // Written by us, as above.
    database.listen(CHANNEL, (payload) => heard(JSON.parse(payload) as LimitKey)),
});

const value = sql.placeholder;

const take = compile<keyof LimitKey | "wanted" | "withinMs" | keyof Told>(sql`
  select turnbolt.take_turns(${value("connectionId")}::uuid, ${value("scope")}, ${value("wanted")}::int,
    ${value("withinMs")}::float8, ${value("remaining")}::int, ${value("leftMs")}::float8,
    ${value("agoMs")}::float8) as wait`);

/** Of a connection that is still there. */
const learn = compile<keyof LearnedLimit | "key">(sql`
  with learned as (
    insert into ${rateLimits} as l (connection_id, scope, allowed, window_ms, empty_at, rests_until)
    select c.id, ${value("scope")}, ${value("allowed")}::int, ${value("windowMs")}::float8, clock_timestamp(),
      clock_timestamp() + nullif(${value("restMs")}::float8, 0) * interval '1 ms'
    from turnbolt.connections c where c.id = ${value("connectionId")}::uuid
    on conflict (connection_id, scope) do update set window_ms = greatest(l.window_ms, excluded.window_ms),
      rests_until = greatest(l.rests_until, excluded.rests_until)
    returning connection_id
  )
  select pg_notify(${CHANNEL}, ${value("key")}) from learned`);
