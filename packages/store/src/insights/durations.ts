/** Lengths are kept by their order of magnitude, each place a quarter longer than the one before: from 10 ms to half a year. */
const PLACES = 96;
const SHORTEST_MS = 10;
const STEP = 1.25;

/** How many took how long, by place. */
export type Durations = readonly number[];

export const noDurations = (): number[] => new Array<number>(PLACES).fill(0);

/** The place of a length; one that is too short or too long goes to the end. */
export function placeOf(ms: number): number {
  const place = Math.floor(Math.log(Math.max(ms, SHORTEST_MS) / SHORTEST_MS) / Math.log(STEP));
  return Math.min(PLACES - 1, place);
}

/** The length that so large a part of all stay below, to within an eighth; `null` where there are none. */
export function quantile(durations: Durations, part: number): number | null {
  const total = durations.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = Math.max(1, Math.ceil(total * part));
  let seen = 0;
  const place = durations.findIndex((count) => {
    seen += count;
    return seen >= wanted;
  });
  return Math.round(SHORTEST_MS * STEP ** (place + 0.5));
}
