import type { KitClock } from "@turnbolt/testkit";

/** Auth0's limit: a bucket of `burst` requests that gets `perSecond` back all the time. */
export interface Bucket {
  take(): { readonly fits: boolean; readonly headers: Readonly<Record<string, string>> };
}

/** A refused request takes nothing. The headers tell the size, what is left, and in which second it is full again. */
export function bucket(
  clock: KitClock,
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
): Bucket {
  let level = burst;
  let at = clock.now();
  return {
    take: () => {
      const now = clock.now();
      level = Math.min(burst, level + ((now - at) / 1000) * perSecond);
      at = now;
      const fits = level >= 1;
      if (fits) level -= 1;
      const second = Math.floor(now / 1000);
      const full = perSecond > 0 ? Math.ceil(now / 1000 + (burst - level) / perSecond) : second;
      return {
        fits,
        headers: {
          "x-ratelimit-limit": String(burst),
          "x-ratelimit-remaining": String(Math.floor(level)),
          "x-ratelimit-reset": String(Math.max(second + 1, full)),
        },
      };
    },
  };
}
