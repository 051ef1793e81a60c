import type { Cron, IntervalSchedule, Schedule } from "./schedule.ts";
import { dayOf, instantOf } from "./wall-clock.ts";

const MINUTE = 60_000;

export interface NextRotation {
  readonly schedule: Schedule;
  /** When the credential was last rotated (or made); `null` when it never was. */
  readonly last: Date | null;
  /** The last one was asked for by a person; the creation counts as that. */
  readonly lastWasManual: boolean;
  readonly now: Date;
  readonly cron: Cron;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/**
 * When the next rotation starts, always after `now`, with its jitter drawn; `null` when a cron expression has no more dates.
 *
 * Interval: the day of the last rotation at the time of day, plus the days, plus one more day when the last one was
 * manual and happened at or after that time. A date that has passed (after a pause, or when the interval was
 * shortened) is not caught up at once: the rotation is due at the next such time of day.
 * Cron: the first date after `now`.
 */
export function nextRotation({
  schedule,
  last,
  lastWasManual,
  now,
  cron,
  random,
}: NextRotation): Date | null {
  const date =
    schedule.kind === "cron"
      ? cron.next(schedule.expression, schedule.timeZone, now)
      : nextOfInterval(schedule, last ?? now, lastWasManual || last === null, now);
  if (date === null) return null;
  return new Date(date.getTime() + Math.floor(random() * jitterRange(schedule, date, cron)));
}

/** The `n` dates that follow a rotation at `from`, each as if the one before had started on its date; without jitter, and fewer when there are no more. */
export function nextDates(schedule: Schedule, from: Date, n: number, cron: Cron): Date[] {
  const dates: Date[] = [];
  if (schedule.kind === "interval") {
    for (let times = 1; times <= n; times++) dates.push(dateAfter(schedule, from, times * schedule.days));
    return dates;
  }
  for (let date: Date | null = from; dates.length < n; dates.push(date)) {
    date = cron.next(schedule.expression, schedule.timeZone, date);
    if (date === null) break;
  }
  return dates;
}

/**
 * The last instant at which a start that was due at `due` (a result of `nextRotation`) may still begin: the end of the
 * window of its date. `null`: however late. Past it the start is given up for the next date.
 */
export function latestStart(schedule: Schedule, due: Date, cron: Cron): Date | null {
  if (schedule.windowMinutes === undefined) return null;
  return new Date(dateOf(schedule, due, cron).getTime() + schedule.windowMinutes * MINUTE);
}

function nextOfInterval(schedule: IntervalSchedule, last: Date, lastWasManual: boolean, now: Date): Date {
  const lateOnItsDay = lastWasManual && last >= dateAfter(schedule, last, 0);
  const date = dateAfter(schedule, last, schedule.days + (lateOnItsDay ? 1 : 0));
  if (date > now) return date;
  const today = dateAfter(schedule, now, 0);
  return today > now ? today : dateAfter(schedule, now, 1);
}

/** The time of day, so many days after the day of `from`. */
function dateAfter({ at, timeZone }: IntervalSchedule, from: Date, days: number): Date {
  const { year, month, day } = dayOf(from, timeZone);
  return instantOf({ year, month, day: day + days }, at, timeZone);
}

/** Jitter reaches neither past the window nor to the following date, so that a start always belongs to one date. */
function jitterRange(schedule: Schedule, date: Date, cron: Cron): number {
  const { jitterMinutes = 0, windowMinutes = jitterMinutes } = schedule;
  const range = Math.min(jitterMinutes, windowMinutes) * MINUTE;
  if (range === 0) return 0;
  const following =
    schedule.kind === "cron"
      ? cron.next(schedule.expression, schedule.timeZone, date)
      : dateAfter(schedule, date, 1);
  return following === null ? range : Math.min(range, following.getTime() - date.getTime());
}

/** The date that a start belongs to: the last one that is not after it. */
function dateOf(schedule: Schedule, due: Date, cron: Cron): Date {
  if (schedule.kind === "interval") {
    const sameDay = dateAfter(schedule, due, 0);
    return sameDay <= due ? sameDay : dateAfter(schedule, due, -1);
  }
  let date = due;
  let candidate: Date | null = new Date(due.getTime() - (schedule.jitterMinutes ?? 0) * MINUTE - 1);
  while (true) {
    candidate = cron.next(schedule.expression, schedule.timeZone, candidate);
    if (candidate === null || candidate > due) return date;
    date = candidate;
  }
}
