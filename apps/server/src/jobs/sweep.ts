import type { Swept } from "@turnbolt/store";

/** Lets go of a portion of what is kept no longer, and says how much of each kind. */
export type Sweeper = () => Promise<Swept>;

/** A night's worth of portions at the most. */
const MOST_PORTIONS = 100;

/** Sweeps portion by portion until nothing is left. */
export async function sweepAll(sweep: Sweeper): Promise<Readonly<Record<string, number>>> {
  const total: Record<string, number> = {};
  for (let portion = 0; portion < MOST_PORTIONS; portion++) {
    const swept = Object.entries<number>({ ...(await sweep()) });
    for (const [kind, count] of swept) total[kind] = (total[kind] ?? 0) + count;
    if (swept.every(([, count]) => count === 0)) break;
  }
  return total;
}
