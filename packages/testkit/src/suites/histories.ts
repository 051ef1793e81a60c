import type { Subject } from "../target.ts";
import { type HistoryOptions, playHistory, scriptedChooser } from "../world/index.ts";
import { expectThat, Failed } from "./expect.ts";
import { remember } from "./remember.ts";
import type { Stage } from "./stage.ts";

const DAY = 86_400_000;
/** The end of a history that went wrong, as far as it helps. */
const SHOWN_LINES = 40;

export interface Exploration {
  /** How long faults go on; one rotation is made at once, and one falls due each day. */
  readonly days: number;
  /** The points at which things go wrong, by the names the world gives them; all when absent. */
  readonly points?: readonly string[];
  readonly prepare?: (subject: Subject) => Promise<readonly string[]> | readonly string[];
  readonly deeds?: HistoryOptions["deeds"];
  /** What the target takes may change by itself, as time goes on. */
  readonly lags?: true;
}

export interface Explored {
  /** Points at which something can go wrong in the ordinary history. */
  readonly points: number;
  readonly possible: number;
  readonly played: number;
}

/**
 * Plays the ordinary history, and then one more for each thing that can go wrong at each of its points: the process
 * dies, the answer is lost, the call lands late or twice, the commit is unknown. Each must end as promised.
 */
export async function explore(stage: Stage, exploration: Exploration): Promise<Explored> {
  const ordinary = await play(stage, exploration, new Map());
  const points = ordinary.points.flatMap(({ point, options }, index) =>
    !exploration.points || exploration.points.includes(point) ? [{ point, options, index }] : [],
  );
  expectThat(points.length > 0, "the ordinary history passes none of these points");
  const deviations = points.flatMap(({ point, options, index }) =>
    Array.from({ length: options - 1 }, (_, option) => ({ point, index, option: option + 1 })),
  );
  const chosen = spread(deviations, stage.budget.histories);
  const ends = performance.now() + stage.budget.ms;
  let played = 0;
  for (const { index, option } of chosen) {
    if (performance.now() > ends) break;
    await play(stage, exploration, new Map([[index, option]]));
    played++;
  }
  return { points: points.length, possible: deviations.length, played };
}

async function play(stage: Stage, exploration: Exploration, deviations: ReadonlyMap<number, number>) {
  const { clock } = stage;
  // Every history starts at the same time of day, so that each passes the same points.
  clock.time = (Math.floor(clock.time / DAY) + 1) * DAY + DAY / 2;
  const subject = await stage.subject();
  const planted = (await exploration.prepare?.(subject)) ?? [];
  const actors = { provider: stage.provider, target: await stage.target(), subject };
  const chooser = scriptedChooser({ deviations });
  const deeds = (world: Parameters<NonNullable<HistoryOptions["deeds"]>>[0]) => {
    world.strangers.push(...planted);
    return exploration.deeds?.(world) ?? [];
  };
  const { violations, history } = await playHistory({
    ...(exploration.lags ? actors : remember(actors)),
    chooser,
    clock,
    days: exploration.days,
    deeds,
  });
  if (violations.length > 0) {
    const told = deviations.size === 0 ? "with nothing going wrong" : "as follows";
    throw new Failed(
      [`a history ended with ${violations.join("; ")}, ${told}:`, ...history.slice(-SHOWN_LINES)].join("\n"),
    );
  }
  return { points: chooser.points };
}

/** So many of them, in an order that leaves no corner for last: a small budget looks everywhere. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  const stride = strideOver(all.length);
  return Array.from(
    { length: Math.min(all.length, most) },
    (_, index) => all[(index * stride) % all.length],
  ).filter((item) => item !== undefined);
}

/** A step of about the golden section that visits each of them once. */
function strideOver(length: number): number {
  let stride = Math.max(1, Math.round(length * 0.618));
  while (commonDivisor(stride, length) > 1) stride++;
  return stride;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

export const report = ({ points, possible, played }: Explored): string =>
  `${points} points, ${played} of ${possible} histories`;
