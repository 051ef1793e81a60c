type Counts = Readonly<Record<string, number>>;

/** Lets go of a portion of what is kept no longer, and says how much of each kind. */
export type Sweeper = () => Promise<Counts>;

/** A night's worth of portions at the most. */
const MOST_PORTIONS = 100;

/** Sweeps portion by portion until nothing is left. */
export async function sweepAll(sweep: Sweeper): Promise<Counts> {
  const total: Record<string, number> = {};
  for (let portion = 0; portion < MOST_PORTIONS; portion++) {
    const swept = Object.entries(await sweep());
    for (const [kind, count] of swept) total[kind] = (total[kind] ?? 0) + count;
    if (swept.every(([, count]) => count === 0)) break;
  }
  return total;
}
