import { type Engine, nextDates } from "@turnbolt/core";
import type { PlannedRotation } from "./store.ts";

/** One planned start of one rotation. */
export interface Start {
  readonly at: Date;
  readonly rotation: PlannedRotation;
}

export interface Starts {
  readonly starts: readonly Start[];
  /** Some were left out, so that one calendar costs no more than a moment. */
  readonly isMore: boolean;
}

/** So many of one rotation, and of all of them. */
const MOST_OF_ONE = 200;
const MOST = 50_000;
/** So many dates are worked out; rotations with the same schedule and the same next date share theirs. */
const MOST_DATES = 5_000;
const DAY_MS = 86_400_000;
/** Days begin at a quarter of an hour everywhere on earth. */
const QUARTER_MS = 900_000;

/**
 * The planned starts of some rotations before a time, as far as their schedules go. A start that is late is due now.
 */
export function startsOf(
  { cron }: Pick<Engine, "cron">,
  rotations: readonly PlannedRotation[],
  { now, until }: { readonly now: Date; readonly until: Date },
): Starts {
  const known = new Map<string, readonly Date[]>();
  const starts: Start[] = [];
  let dates = 0;
  for (const rotation of rotations) {
    const key = keyOf(rotation);
    let later = known.get(key);
    if (!later) {
      if (dates > MOST_DATES) return { starts, isMore: true };
      later = laterDates(cron, rotation, until);
      dates += later.length;
      known.set(key, later);
    }
    const { nextAt } = rotation;
    starts.push({ rotation, at: nextAt < now ? now : nextAt });
    for (const at of later) starts.push({ rotation, at });
    if (starts.length > MOST) return { starts, isMore: true };
  }
  return { starts, isMore: false };
}

/** The dates of an interval depend on the day of the one before, those of a cron expression on its instant. */
function keyOf({ schedule, nextAt }: PlannedRotation): string {
  const at = nextAt.getTime();
  const from = schedule.kind === "interval" ? Math.floor(at / QUARTER_MS) : at;
  return `${from} ${JSON.stringify(schedule)}`;
}

function laterDates(cron: Engine["cron"], { schedule, nextAt }: PlannedRotation, until: Date): Date[] {
  if (schedule.kind === "interval") {
    const count = Math.ceil((until.getTime() - nextAt.getTime()) / (schedule.days * DAY_MS)) + 1;
    return nextDates(schedule, nextAt, Math.min(count, MOST_OF_ONE), cron).filter((date) => date < until);
  }
  const dates: Date[] = [];
  for (let last = nextAt; dates.length < MOST_OF_ONE; ) {
    const [date] = nextDates(schedule, last, 1, cron);
    if (!date || date >= until) break;
    dates.push(date);
    last = date;
  }
  return dates;
}
