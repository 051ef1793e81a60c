import { type Corner, corner } from "@turnbolt/testkit";
import { type Chooser, type Deed, type HistoryOptions, playHistory } from "@turnbolt/testkit/world";

export const START = Date.UTC(2026, 0, 1, 12);
export const HOUR = 3_600_000;

/** What came of a history that was made on purpose. */
export interface Made {
  readonly violations: readonly string[];
  readonly history: readonly string[];
}

type Options = Pick<HistoryOptions, "days" | "workers" | "fields" | "deeds" | "toldAfterMs"> & {
  readonly chooser?: Chooser;
  /** In place of the corner's own. */
  readonly provider?: Corner["provider"];
  /** More to look at when all is over. */
  readonly look?: (seen: { readonly issued: number; readonly promoted: number }) => readonly string[];
};

/** One history of a corner in which exactly that goes wrong that the scenario is about. */
export async function make(name: string, options: Options): Promise<Made> {
  const { startTarget, provider } = corner(name);
  const clock = { time: START };
  const target = await startTarget({ now: () => clock.time });
  try {
    const subject = await target.subject();
    const { look = () => [], ...rest } = options;
    const { violations, history, promoted } = await playHistory({
      provider,
      target,
      subject,
      clock,
      stops: true,
      chooser: ordinary,
      ...rest,
    });
    const issued = (subject.changes?.() ?? []).filter(({ what }) => what === "issued").length;
    return { violations: [...violations, ...look({ issued, promoted })], history };
  } finally {
    await target.stop();
  }
}

/** Nothing goes wrong. */
export const ordinary: Chooser = { choose: () => 0 };

/** At the n-th time that this point is passed, this happens; else nothing. */
export function once(point: string, nth: number, option: number): Chooser {
  let passed = 0;
  return { choose: (name) => (name === point && ++passed === nth ? option : 0) };
}

/** The same deed before each of the first calls, one history each: whatever it finds comes out of one of them. */
export async function beforeEachCall(
  calls: number,
  deed: Omit<Deed, "at" | "beforeCall">,
  play: (deed: Deed) => Promise<Made>,
): Promise<Made> {
  let last: Made = { violations: [], history: [] };
  for (let beforeCall = 1; beforeCall <= calls && last.violations.length === 0; beforeCall++) {
    last = await play({ ...deed, beforeCall });
  }
  return last;
}
