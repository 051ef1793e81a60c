import type { Corner } from "@turnbolt/testkit";
import { playHistory, type RecordedPoint, scriptedChooser } from "@turnbolt/testkit/world";

const START = Date.UTC(2026, 0, 1, 12);
/** The rotation is created at once and falls due once, after a day and a half; the last one is asked for when all faults are over. */
const DAYS = 1.6;
const HOUR = 3_600_000;

export interface SearchBounds {
  /** So many histories at the most. */
  readonly histories: number;
  /** So many things go wrong in one history at the most. */
  readonly depth: number;
  /** True when the time is over. */
  readonly over?: () => boolean;
  /** Told of each history as it begins. */
  readonly began?: (history: number) => void;
}

export interface SearchResult {
  readonly histories: number;
  /** Every history with so many things going wrong was played; -1 for not even the ordinary ones. */
  readonly complete: number;
  /** The first violation found: fewer things going wrong lead to none. */
  readonly found: { readonly violations: readonly string[]; readonly history: readonly string[] } | null;
}

/** How the ordinary history goes. */
interface Base {
  readonly adopts: boolean;
  readonly overlapMs: number | null;
}

/** One history: which base, and where it leaves that, as the number of the point and what happens there. */
interface Script {
  readonly base: Base;
  readonly deviations: ReadonlyMap<number, number>;
}

/**
 * Breadth first: the ordinary histories, then each with one thing going wrong, then each with two, and so on. A
 * history goes on from the points that it passed itself, so what happens after a crash can go wrong as well.
 */
export async function search(corner: Corner, bounds: SearchBounds): Promise<SearchResult> {
  const { over = () => false, began = () => undefined } = bounds;
  let level = basesOf(corner).map((base): Script => ({ base, deviations: new Map() }));
  let histories = 0;
  for (let depth = 0; depth <= bounds.depth; depth++) {
    const next: Script[] = [];
    const playable = spread(level, bounds.histories - histories);
    for (const script of playable) {
      if (over()) return { histories, complete: depth - 1, found: null };
      began(histories++);
      const { violations, history, points } = await playScript(corner, script);
      if (violations.length > 0) {
        return { histories, complete: depth - 1, found: { violations, history } };
      }
      if (depth < bounds.depth) next.push(...furtherFrom(script, points));
    }
    if (playable.length < level.length) return { histories, complete: depth - 1, found: null };
    level = next;
  }
  return { histories, complete: bounds.depth, found: null };
}

function basesOf({ provider }: Corner): readonly Base[] {
  const ordinary = { adopts: false, overlapMs: null };
  return [
    ordinary,
    ...(provider.phase === "dual" ? [{ ...ordinary, overlapMs: 2 * HOUR }] : []),
    { ...ordinary, adopts: true },
  ];
}

/** The same history with one more thing going wrong, later than all that did so far. */
function furtherFrom({ base, deviations }: Script, points: readonly RecordedPoint[]): readonly Script[] {
  const last = Math.max(-1, ...deviations.keys());
  return points.flatMap(({ options }, index) =>
    index <= last
      ? []
      : Array.from({ length: options - 1 }, (_, option) => ({
          base,
          deviations: new Map([...deviations, [index, option + 1]]),
        })),
  );
}

/** Evenly over all of them, where they are more than can be played. */
function spread(all: readonly Script[], most: number): readonly Script[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => Math.floor((index * all.length) / most)).flatMap(
    (index) => all[index] ?? [],
  );
}

async function playScript(corner: Corner, { base, deviations }: Script) {
  const clock = { time: START };
  const target = await corner.startTarget({ now: () => clock.time });
  try {
    const subject = await target.subject();
    const chooser = scriptedChooser({ deviations });
    const { current } = subject;
    const { violations, history } = await playHistory({
      provider: corner.provider,
      target,
      subject,
      clock,
      stops: true,
      chooser,
      days: DAYS,
      fields: { overlapMs: base.overlapMs, ...(base.adopts && current && { current }) },
    });
    return { violations, history, points: chooser.points };
  } finally {
    await target.stop();
  }
}
