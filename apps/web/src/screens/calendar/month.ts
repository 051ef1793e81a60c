import { type DayText, plusDays, weekdayOf } from "./zone.ts";

const DAYS = 7;

/** The weeks that a month is seen in, from Monday to Sunday each. `month`: `2026-01`. */
export function weeksOf(month: string): DayText[][] {
  const next = plusMonths(month, 1);
  const weeks: DayText[][] = [];
  for (let monday = mondayOf(`${month}-01`); monday < `${next}-01`; monday = plusDays(monday, DAYS)) {
    weeks.push(weekFrom(monday));
  }
  return weeks;
}

/** The days of the week that a day is in. */
export const weekOf = (day: DayText): DayText[] => weekFrom(mondayOf(day));

export const monthOf = (day: DayText): string => day.slice(0, 7);

/** The month so many months later. */
export function plusMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** A few of a list, and how many are not among them: `count` may say of more than the list holds. */
export function fewOf<T>(
  items: readonly T[],
  count: number,
  most: number,
): { readonly shown: readonly T[]; readonly more: number } {
  const shown = items.slice(0, most);
  return { shown, more: Math.max(0, Math.max(count, items.length) - shown.length) };
}

const mondayOf = (day: DayText): DayText => plusDays(day, -weekdayOf(day));

const weekFrom = (monday: DayText): DayText[] =>
  Array.from({ length: DAYS }, (_, index) => plusDays(monday, index));
