import type { Lap } from "./race.ts";
import { median, spread } from "./statistics.ts";

/** One line for each contender: how many a second, and whose processor time one of them takes. */
export function tellLaps(laps: ReadonlyMap<string, readonly Lap[]>): readonly string[] {
  const width = Math.max(...[...laps.keys()].map((name) => name.length));
  return [...laps].map(([name, all]) => {
    const rate = spread(all.map(({ perSecond }) => perSecond)).padEnd(22);
    return `${name.padEnd(width)}  ${rate} ${tellCpu(all)}`;
  });
}

function tellCpu(laps: readonly Lap[]): string {
  const node = median(laps.map(({ nodeMs }) => nodeMs));
  const database = laps.flatMap(({ databaseMs }) => databaseMs ?? []);
  const wall = median(laps.map(({ perSecond }) => 1_000 / perSecond));
  const ours = `${node.toFixed(2)} ms node`;
  if (database.length === 0) return `${wall.toFixed(2)} ms each: ${ours}`;
  return `${wall.toFixed(2)} ms each: ${ours}, ${median(database).toFixed(2)} ms database`;
}

/** One contender over another, round by round. */
export function ratio(laps: ReadonlyMap<string, readonly Lap[]>, of: string, over: string): string {
  const base = laps.get(over) ?? [];
  const ratios = (laps.get(of) ?? []).map(
    ({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? 0),
  );
  return spread(ratios, 2);
}
