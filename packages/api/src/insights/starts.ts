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
/** So many dates are worked out; rotations with the same schedule share theirs. */
const MOST_DATES = 5_000;
const DAY_MS = 86_400_000;

/**
 * The planned starts of some rotations before a time, as far as their schedules go. A start that is late is due now.
 */
export function startsOf(
  { cron }: Pick<Engine, "cron">,
  rotations: readonly PlannedRotation[],
  { now, until }: { readonly now: Date; readonly until: Date },
): Starts {
  const later = laterDates(cron, until);
  const starts: Start[] = [];
  for (const rotation of rotations) {
    const dates = later(rotation);
    if (!dates) return { starts, isMore: true };
    const { nextAt } = rotation;
    starts.push({ rotation, at: nextAt < now ? now : nextAt });
    for (const at of dates) starts.push({ rotation, at });
    if (starts.length > MOST) return { starts, isMore: true };
  }
  return { starts, isMore: false };
}

/**
 * The dates of a rotation behind its next one; `null` when too many were worked out. Where the next one lies between two
 * dates of the schedule, those that follow are the same: each list is worked out once.
 */
function laterDates(cron: Engine["cron"], until: Date) {
  const firsts = new Map<string, Date | null>();
  const lists = new Map<string, readonly Date[]>();
  let worked = 0;
  const firstOf = ({ schedule, nextAt }: PlannedRotation, key: string): Date | null => {
    const known = firsts.get(key);
    if (known !== undefined) return known;
    worked++;
    const [date] = nextDates(schedule, nextAt, 1, cron);
    const first = date && date < until ? date : null;
    firsts.set(key, first);
    return first;
  };
  return (rotation: PlannedRotation): readonly Date[] | null => {
    if (worked > MOST_DATES) return null;
    const { schedule, nextAt } = rotation;
    const kind = JSON.stringify(schedule);
    const first = firstOf(rotation, `${nextAt.getTime()} ${kind}`);
    if (first === null) return [];
    const key = `${first.getTime()} ${kind}`;
    const known = lists.get(key);
    if (known) return known;
    const dates = [first, ...datesBehind(cron, schedule, first, until)];
    worked += dates.length;
    lists.set(key, dates);
    return dates;
  };
}

function datesBehind(
  cron: Engine["cron"],
  schedule: PlannedRotation["schedule"],
  first: Date,
  until: Date,
): Date[] {
  if (schedule.kind === "interval") {
    const count = Math.ceil((until.getTime() - first.getTime()) / (schedule.days * DAY_MS)) + 1;
    return nextDates(schedule, first, Math.min(count, MOST_OF_ONE), cron).filter((date) => date < until);
  }
  const dates: Date[] = [];
  for (let last = first; dates.length < MOST_OF_ONE; ) {
    const [date] = nextDates(schedule, last, 1, cron);
    if (!date || date >= until) break;
    dates.push(date);
    last = date;
  }
  return dates;
}
