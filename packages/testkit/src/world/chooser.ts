/** Answers every question of a history: which of `options` happens at `point`. The first option is always "nothing special". */
export interface Chooser {
  choose(point: string, options: number): number;
}

/** Deterministic numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Something special happens with this probability at each point. */
export function randomChooser(random: () => number, faultRate: number): Chooser {
  return {
    choose: (_point, options) => (random() < faultRate ? 1 + Math.floor(random() * (options - 1)) : 0),
  };
}

/** A history written down: which point, counted from the start, takes which option; everything else is ordinary. */
export interface Script {
  readonly deviations: ReadonlyMap<number, number>;
}

export interface RecordedPoint {
  readonly point: string;
  readonly options: number;
  readonly chosen: number;
}

/** Plays a script and records every point that was passed, so that the next histories can deviate there. */
export function scriptedChooser({
  deviations,
}: Script): Chooser & { readonly points: readonly RecordedPoint[] } {
  const points: RecordedPoint[] = [];
  return {
    points,
    choose(point, options) {
      const wanted = deviations.get(points.length) ?? 0;
      const chosen = wanted < options ? wanted : 0;
      points.push({ point, options, chosen });
      return chosen;
    },
  };
}
