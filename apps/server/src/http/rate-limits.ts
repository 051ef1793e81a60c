import type { Clock } from "@turnbolt/core";
import type { Tally, tallyStore } from "@turnbolt/store";

/** How often each may ask. */
export interface RateLimits {
  /** 0 when it may; else after how many whole seconds to come again. */
  waitOf(key: string, most: number): number;
  stop(): Promise<void>;
}

export interface RateLimitParts {
  readonly tally: Pick<ReturnType<typeof tallyStore>, "add">;
  readonly clock: Pick<Clock, "now">;
  readonly onError: (error: unknown) => void;
  /** How often processes tell each other what they counted. */
  readonly shareMs?: number;
}

const WINDOW_MS = 60_000;
const SHARE_MS = 1_000;
/** Who is so far from the limit need not be told of: up to so many processes count each alone, and no limit is passed. */
const PROCESSES = 20;
/** Addresses are cheap to make up; when there are more of them, all new ones count as one. */
const MOST_KEYS = 50_000;

interface Count {
  /** What all processes told, ours included. */
  told: number;
  /** Ours since. */
  fresh: number;
  endsAt: number;
  most: number;
}

/**
 * Counts here, where it costs nothing, and tells the other processes through the database once a second, in one statement
 * and only of those who ask much. So the limit is one for all, give or take a second of traffic.
 */
export function rateLimits({ tally, clock, onError, shareMs = SHARE_MS }: RateLimitParts): RateLimits {
  const counts = new Map<string, Count>();
  let sharing: Promise<void> | null = null;
  const timer = setInterval(() => {
    sharing ??= share(counts, { tally, clock })
      .catch(onError)
      .finally(() => {
        sharing = null;
      });
  }, shareMs).unref();
  return {
    waitOf: (key, most) => {
      if (most === 0) return 0;
      const now = clock.now().getTime();
      const count = countOf(counts, key, most, now);
      if (count.told + count.fresh >= most) return Math.max(1, Math.ceil((count.endsAt - now) / 1000));
      count.fresh++;
      return 0;
    },
    stop: async () => {
      clearInterval(timer);
      await sharing;
    },
  };
}

function countOf(counts: Map<string, Count>, wanted: string, most: number, now: number): Count {
  const key = counts.has(wanted) || counts.size < MOST_KEYS ? wanted : "everybody else";
  const known = counts.get(key);
  if (known && known.endsAt > now) return known;
  const begun = { told: 0, fresh: 0, endsAt: now + WINDOW_MS, most };
  counts.set(key, begun);
  return begun;
}

async function share(
  counts: Map<string, Count>,
  { tally, clock }: Pick<RateLimitParts, "tally" | "clock">,
): Promise<void> {
  const now = clock.now().getTime();
  for (const [key, { endsAt }] of counts) if (endsAt <= now) counts.delete(key);
  const much = [...counts].filter(
    ([, { told, fresh, most }]) => fresh > 0 && (told > 0 || fresh >= most / PROCESSES),
  );
  if (much.length === 0) return;
  const sent = new Map(much.map(([key, count]) => [key, { count, fresh: count.fresh }]));
  const told = await tally.add(
    much.map(([key, { fresh }]) => ({ key: `requests of ${key}`, count: fresh, windowMs: WINDOW_MS })),
  );
  const totals = new Map<string, Tally>(told.map((total) => [total.key.slice("requests of ".length), total]));
  for (const [key, { count, fresh }] of sent) {
    const total = totals.get(key);
    if (!total) continue;
    count.told = total.count;
    count.fresh -= fresh;
    count.endsAt = total.endsAt.getTime();
  }
}
