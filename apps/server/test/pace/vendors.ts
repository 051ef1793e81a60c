import type { Send } from "./fleet.ts";
import type { LeapClock } from "./leap-clock.ts";

/** A vendor that counts, and what came of it: when, by the common clock. */
export interface Vendor {
  readonly send: Send;
  readonly accepted: number[];
  readonly refused: number[];
}

export interface VendorOptions {
  readonly clock: LeapClock;
  /** Its clock beside ours. */
  readonly offsetMs?: number;
}

/** So many in each window, which begin by the vendor's own clock. */
export function windowed(limit: number, windowMs: number, options: VendorOptions): Vendor {
  let window = 0;
  let used = 0;
  return vendor(options, limit, (now) => {
    const current = Math.floor(now / windowMs);
    if (current !== window) used = 0;
    window = current;
    used += 1;
    return { left: limit - used, resetAt: (current + 1) * windowMs };
  });
}

/** A bucket of so many that refills all the time; it tells when it is full. */
export function refilling(size: number, perSecond: number, options: VendorOptions): Vendor {
  let level = size;
  let at = Number.NEGATIVE_INFINITY;
  return vendor(options, size, (now) => {
    level = Math.min(size, level + ((now - at) / 1000) * perSecond);
    at = now;
    const left = Math.floor(level - 1);
    level = Math.max(level - 1, level % 1);
    return { left, resetAt: now + ((size - level) / perSecond) * 1000 };
  });
}

const ONE_WAY_MS = 15;

function vendor(
  { clock, offsetMs = 700 }: VendorOptions,
  limit: number,
  count: (now: number) => { readonly left: number; readonly resetAt: number },
): Vendor {
  const accepted: number[] = [];
  const refused: number[] = [];
  return {
    accepted,
    refused,
    send: async () => {
      await clock.sleep(ONE_WAY_MS);
      const now = clock.now().getTime() + offsetMs;
      const { left, resetAt } = count(now);
      (left < 0 ? refused : accepted).push(clock.monotonic());
      await clock.sleep(ONE_WAY_MS);
      return new Response("{}", {
        status: left < 0 ? 429 : 200,
        headers: {
          date: new Date(now).toUTCString(),
          "x-ratelimit-limit": String(limit),
          "x-ratelimit-remaining": String(Math.max(0, left)),
          "x-ratelimit-reset": String(Math.ceil(resetAt / 1000)),
        },
      });
    },
  };
}
