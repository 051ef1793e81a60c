import { aheadOfUtc, instantOf } from "@turnbolt/core";

const DAY_MS = 86_400_000;

/** The date of an instant in UTC, `2026-01-31`. */
export const dateOf = (at: Date): string => at.toISOString().slice(0, 10);

/** The date so many days later. */
export const plusDays = (date: string, days: number): string =>
  dateOf(new Date(Date.parse(date) + days * DAY_MS));

/** Every date from the first to the last one. */
export function daysFrom(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last; date = plusDays(date, 1)) dates.push(date);
  return dates;
}

/** The date that a calendar on the wall shows at an instant. */
export function dateIn(at: Date, timeZone: string): string {
  const day = Math.floor((at.getTime() + aheadOfUtc(at, timeZone)) / DAY_MS);
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = dateOf(new Date(day * DAY_MS));
  if (dates.size >= MOST_KEPT) dates.clear();
  dates.set(day, date);
  return date;
}

/** Writing dates down is dear where there are tens of thousands of starts on a few days. */
const dates = new Map<number, string>();
const MOST_KEPT = 10_000;

/** The first instant of a date, also where the clock leaves midnight out. */
export function startOf(date: string, timeZone = "UTC"): Date {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return instantOf({ year, month, day }, { hours: 0, minutes: 0 }, timeZone);
}

/** The first instant after a date. */
export const endOf = (date: string, timeZone = "UTC"): Date => startOf(plusDays(date, 1), timeZone);
