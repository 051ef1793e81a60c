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

/** The first instant after a date. */
export const endOf = (date: string): Date => new Date(Date.parse(date) + DAY_MS);
