import { requireTarget } from "@turnbolt/targets";
import { playHistory, scriptedChooser } from "@turnbolt/testkit/world";
import type { Official } from "./plugins.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
/** As the conformance kit's crash suite: a creation, and two rotations by the schedule. */
const DAYS = 3;

/** What can go wrong in the three rotations of the crash suite. */
export interface CrashPoints {
  /** Calls and saves at which something can. */
  readonly points: number;
  /** Histories in which one thing does. */
  readonly histories: number;
}

/** Counts them by playing the ordinary history at the plugin's own target; `null` where that has no server here. */
export async function crashPointsOf({ name, provider, target: find }: Official): Promise<CrashPoints | null> {
  const found = await find();
  if (!found) throw new Error(`plugins/${name} has no target`);
  if (found.needs !== null && !requireTarget(found.needs)) return null;
  const clock = { time: NOON };
  const target = await found.start({ now: () => clock.time });
  try {
    const chooser = scriptedChooser({ deviations: new Map() });
    const subject = await target.subject();
    const { violations } = await playHistory({ provider, target, subject, clock, chooser, days: DAYS });
    if (violations.length > 0) throw new Error(`${name}: ${violations.join("; ")}`);
    const { points } = chooser;
    return {
      points: points.length,
      histories: points.reduce((sum, { options }) => sum + options - 1, 0),
    };
  } finally {
    await target.stop();
  }
}
