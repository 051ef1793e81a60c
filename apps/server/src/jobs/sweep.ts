/** Lets go of a portion of what is kept no longer, and says how much of it. */
export type Sweeper = () => Promise<{
  readonly values: number;
  readonly runs: number;
  readonly deliveries: number;
}>;

/** A night's worth of portions at the most. */
const MOST_PORTIONS = 100;

/** Sweeps portion by portion until nothing is left. */
export async function sweepAll(sweep: Sweeper): ReturnType<Sweeper> {
  let total = { values: 0, runs: 0, deliveries: 0 };
  for (let portion = 0; portion < MOST_PORTIONS; portion++) {
    const { values, runs, deliveries } = await sweep();
    if (values + runs + deliveries === 0) break;
    total = {
      values: total.values + values,
      runs: total.runs + runs,
      deliveries: total.deliveries + deliveries,
    };
  }
  return total;
}
