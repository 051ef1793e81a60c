import type { Corner, Subject } from "@turnbolt/testkit";
import {
  type Chooser,
  type Deed,
  type HistoryResult,
  playHistory,
  randomChooser,
  randomDeeds,
  seeded,
} from "@turnbolt/testkit/world";
import { drawSettings, type Settings, type Spell, sluggishLag } from "./settings.ts";

const START = Date.UTC(2026, 0, 1, 12);
const HOUR = 3_600_000;
const DAYS = 4;
/** In a fussy spell so many values are refused. */
const FUSSY = 0.7;

/** One history of one corner; the seed decides everything in it, but for the settings that are given. */
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
    const { overlapMs, strangers, adopts, workers } = settings;
    return await playHistory({
      provider: corner.provider,
      target,
      subject,
      clock,
      stops: true,
      chooser: withSpell(randomChooser(random, settings.faultRate), settings.fussy, random, clock),
      seed: seed + 1,
      workers,
      toldAfterMs: toldAfter(settings, seeded(seed + 2)),
      days: DAYS,
      fields: { overlapMs, strangers, ...(adopts && current && { current }) },
      deeds: (world) => [...randomDeeds(world, DAYS, settings.planted), ...deedsOf(settings, subject)],
    });
  } finally {
    await target.stop();
  }
}

/** After how long everybody who asked has been told: at once, or long after an overlap is over. */
const toldAfter =
  ({ listener }: Settings, random: () => number): (() => number | null) =>
  () => {
    if (listener === "none") return null;
    return listener === "deaf" ? Number.POSITIVE_INFINITY : Math.floor(30 * HOUR * random() ** 2);
  };

/** The same, but for a while most values that are ours to choose are refused: the last of what can happen to an issue. */
function withSpell(
  chooser: Chooser,
  fussy: Spell | null,
  random: () => number,
  clock: { readonly time: number },
): Chooser {
  return {
    choose(point, options) {
      const after = clock.time - START;
      const inSpell = fussy && point === "issue" && after >= fussy.fromMs && after < fussy.toMs;
      return inSpell && random() < FUSSY ? options - 1 : chooser.choose(point, options);
    },
  };
}

function deedsOf({ jumps, sluggish, lag, olderAfterMs }: Settings, subject: Subject): readonly Deed[] {
  const older: Deed["perform"] = (world) => world.restartOnOlderDatabase();
  return [
    ...jumps.map(
      ({ afterMs, ms }): Deed => ({
        at: START + afterMs,
        name: `the database's clock jumps by ${Math.round(ms / 1_000)} s`,
        perform: (world) => world.jumpClock(ms),
      }),
    ),
    ...(sluggish
      ? [
          deed(sluggish.fromMs, "the target is sluggish", (world) => {
            // What is refused for longer than declared is believed, and then the old value may be all that is kept.
            if (world.options.provider.phase === "single") world.sabotaged = true;
            subject.lag?.(sluggishLag(world.options.provider, lag));
          }),
          deed(sluggish.toMs, "the target is itself again", () => subject.lag?.(lag)),
        ]
      : []),
    ...(olderAfterMs === null ? [] : [deed(olderAfterMs, "the database is an older one", older)]),
  ];
}

const deed = (afterMs: number, name: string, perform: Deed["perform"]): Deed => ({
  at: START + afterMs,
  name,
  perform,
});
