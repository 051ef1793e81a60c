import {
  type Engine,
  nextDates,
  type RotationProvider,
  type Schedule,
  scheduleProblem,
} from "@turnbolt/core";
import { invalid } from "../errors.ts";

const DAY_MS = 86_400_000;

type Clocks = Pick<Engine, "cron" | "clock">;

/** A schedule of the right shape may still name a date that never comes. */
export function assertSchedule({ cron, clock }: Clocks, schedule: Schedule): void {
  const problem = scheduleProblem(schedule, cron, clock.now());
  if (problem) throw invalid(problem, "schedule");
}

/** The superseded credential must be gone before the next one is superseded. */
export function assertOverlap(
  clocks: Clocks,
  provider: RotationProvider,
  schedule: Schedule,
  overlapMs: number | null,
): void {
  if (overlapMs === null) return;
  if (provider.phase === "single") {
    throw invalid(
      `${provider.type} has no overlap: the new credential replaces the old one at once.`,
      "overlap",
    );
  }
  if (overlapMs >= intervalOf(clocks, schedule)) {
    throw invalid("The overlap must be shorter than the time between two rotations.", "overlap");
  }
}

function intervalOf({ cron, clock }: Clocks, schedule: Schedule): number {
  if (schedule.kind === "interval") return schedule.days * DAY_MS;
  const dates = nextDates(schedule, clock.now(), 10, cron).map((date) => date.getTime());
  const gaps = dates.slice(1).map((date, index) => date - (dates[index] ?? date));
  return Math.min(...gaps, Number.POSITIVE_INFINITY);
}
