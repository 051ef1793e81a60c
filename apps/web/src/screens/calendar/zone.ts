const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No clock on earth is further from UTC than this. */
const FURTHEST_MS = 15 * HOUR_MS;
const MINUTE_MS = 60_000;

/** A day of the calendar: `2026-01-31`. */
export type DayText = string;

/** The day that a calendar on the wall shows at an instant. */
export const dayIn = (at: number, zone: string): DayText => dayFormat(zone).format(at);

/** The first instant of a day; of a day that a zone left out, the first one of the day after. */
export function startOfDay(day: DayText, zone: string): number {
  const utc = Date.parse(day);
  let [before, after] = [utc - FURTHEST_MS, utc + FURTHEST_MS];
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (dayIn(middle, zone) >= day) after = middle;
    else before = middle;
  }
  return after;
}

/** The first and the first instant after a day, which may have 23, 24 or 25 hours. */
export const spanOfDay = (day: DayText, zone: string): { readonly from: number; readonly to: number } => ({
  from: startOfDay(day, zone),
  to: startOfDay(plusDays(day, 1), zone),
});

/** The day so many days later. */
export const plusDays = (day: DayText, days: number): DayText =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** "9 November 2026": a day has the same name in every zone. */
export const longOf = (day: DayText): string => LONG.format(new Date(day));

const LONG = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "long" });

/** 0 is Monday. */
export const weekdayOf = (day: DayText): number => (new Date(day).getUTCDay() + 6) % 7;

/** Formats are dear to make. */
const formats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // Sweden writes years, months and days as ISO 8601 does.
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    calendar: "gregory",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  formats.set(timeZone, format);
  return format;
}
