import type { Corner } from "@turnbolt/testkit";
import {
  type Deed,
  type HistoryResult,
  playHistory,
  randomChooser,
  randomDeeds,
  seeded,
  type World,
} from "@turnbolt/testkit/world";
import { drawSettings, type Settings } from "./settings.ts";

const START = Date.UTC(2026, 0, 1, 12);
const DAYS = 4;

/** One history of one corner; the seed decides everything in it. */
export async function walk(
  corner: Corner,
  seed: number,
  fixed: Partial<Settings> = {},
): Promise<HistoryResult> {
  const random = seeded(seed);
  const settings = { ...drawSettings(random, corner, DAYS), ...fixed };
  const clock = { time: START };
  const target = await corner.startTarget({ now: () => clock.time });
  try {
    const subject = await target.subject();
    subject.lag?.(settings.lag);
    const { current } = subject;
    const { overlapMs, strangers, adopts } = settings;
    return await playHistory({
      provider: corner.provider,
      target,
      subject,
      clock,
      chooser: randomChooser(random, settings.faultRate),
      seed: seed + 1,
      workers: settings.workers,
      days: DAYS,
      fields: { overlapMs, strangers, ...(adopts && current && { current }) },
      deeds: (world) => [...randomDeeds(world, DAYS, settings.planted), ...jumpsOf(settings)],
    });
  } finally {
    await target.stop();
  }
}

const jumpsOf = ({ jumps }: Settings): readonly Deed[] =>
  jumps.map(({ afterMs, ms }) => ({
    at: START + afterMs,
    name: `the database's clock jumps by ${Math.round(ms / 1_000)} s`,
    perform: (world: World) => world.jumpClock(ms),
  }));
