import type { LimitKey } from "@turnbolt/store";
import type { PacerParts } from "./pacer.ts";
import type { Reading } from "./read-limit.ts";

/** A limit as this process knows it. */
export interface Limit {
  readonly key: LimitKey;
  /** How it stood in the last answer, until the database was told. */
  told: (Reading & { readonly at: number }) | null;
  /** Until then the database may not know it yet, and has no turns to give. */
  learned: Promise<void>;
}

/** Waits until so many turns are drawn, and gives 0; or how long it would take, where that is later than `latest`. */
export type Drawer = (limit: Limit, asked: Asked) => Promise<number>;

interface Asked {
  readonly wanted: number;
  readonly latest: number;
  readonly signal: AbortSignal;
}

/**
 * No turn is promised: who has to wait asks again when it is time, so what was learned meanwhile, by whomever, holds for
 * everybody who has not begun.
 */
export function drawerOf({
  clock,
  limits,
  onError,
  forget,
}: PacerParts & { readonly forget: (key: LimitKey) => void }): Drawer {
  const until = (instant: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const cancel = clock.at(instant, done);
      signal.addEventListener("abort", done, { once: true });
      function done(): void {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  const take = async (limit: Limit, wanted: number, withinMs: number): Promise<number> => {
    await limit.learned;
    const { key, told } = limit;
    limit.told = null;
    const heard = told && {
      remaining: told.remaining,
      leftMs: told.leftMs,
      agoMs: clock.monotonic() - told.at,
    };
    const waitMs = await limits.take(key, { wanted, withinMs: Math.max(0, withinMs), told: heard });
    if (waitMs === null) forget(key);
    return waitMs ?? 0;
  };
  return async (limit, { wanted, latest, signal }) => {
    try {
      while (!signal.aborted) {
        const withinMs = latest - clock.monotonic();
        const waitMs = await take(limit, wanted, withinMs);
        if (waitMs === 0 || waitMs > withinMs) return waitMs;
        await until(clock.monotonic() + Math.ceil(waitMs), signal);
      }
    } catch (error) {
      // Whoever asks the database next will hear of it; a call under way is not the place.
      onError(error);
    }
    return 0;
  };
}
