import type { ScheduleDraft } from "./draft.ts";

type At = { readonly hours: number; readonly minutes: number };

/** A schedule as the API takes it. */
export type Schedule = (
  | { readonly kind: "interval"; readonly days: number; readonly at: At }
  | { readonly kind: "cron"; readonly expression: string }
) & { readonly timeZone: string; readonly windowMinutes?: number; readonly jitterMinutes?: number };

/** What is wrong with a schedule as far as it shows here, by field; whether a cron expression is one, the server says. */
export function scheduleProblems(draft: ScheduleDraft): Partial<Record<keyof ScheduleDraft, string>> {
  const { kind, days, time, expression } = draft;
  if (kind === "cron") return expression.trim() === "" ? { expression: "This is needed." } : {};
  return {
    ...(isWholeDays(days) ? {} : { days: "A whole number of days is needed, from 1 to 3650." }),
    ...(timeOf(time) ? {} : { time: "A time of day is needed, such as 03:00." }),
  };
}

/** The schedule, or `null` while something is wrong with it. */
export function scheduleOf(draft: ScheduleDraft): Schedule | null {
  const { kind, days, expression, timeZone, windowMinutes, jitterMinutes } = draft;
  if (Object.keys(scheduleProblems(draft)).length > 0) return null;
  const spread = {
    timeZone,
    ...(windowMinutes !== null && { windowMinutes }),
    ...(jitterMinutes !== null && { jitterMinutes }),
  };
  const at = timeOf(draft.time);
  if (kind === "cron") return { kind, expression: expression.trim(), ...spread };
  return days !== null && at ? { kind, days, at, ...spread } : null;
}

/** In a sentence. */
export function scheduleWords(schedule: Schedule): string {
  const zone = schedule.timeZone;
  if (schedule.kind === "cron") return `by cron “${schedule.expression}” (${zone})`;
  const { days, at } = schedule;
  return `${days === 1 ? "every day" : `every ${days} days`} at ${two(at.hours)}:${two(at.minutes)} (${zone})`;
}

const isWholeDays = (days: number | null): days is number =>
  days !== null && Number.isInteger(days) && days >= 1 && days <= 3650;

function timeOf(time: string): At | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? null : { hours: Number(hours), minutes: Number(minutes) };
}

const two = (count: number): string => String(count).padStart(2, "0");
