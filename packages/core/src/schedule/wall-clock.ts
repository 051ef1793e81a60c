const DAY = 86_400_000;

/** A day of the calendar. Days beyond the month's end roll on, as in `Date.UTC`. */
export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** What a clock on the wall shows. */
export interface WallTime {
  readonly hours: number;
  readonly minutes: number;
}

/** True when the platform knows this time zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** The day that a calendar on the wall shows at this instant. */
export function dayOf(instant: Date, timeZone: string): CalendarDay {
  const wall = new Date(instant.getTime() + aheadOfUtc(instant, timeZone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/**
 * The instant at which the wall shows this time on this day. A time that the spring leaves out is as much later as
 * was left out (02:30 becomes 03:30); of a time that the autumn shows twice it is the first.
 */
export function instantOf(
  { year, month, day }: CalendarDay,
  { hours, minutes }: WallTime,
  timeZone: string,
): Date {
  const wall = Date.UTC(year, month - 1, day, hours, minutes);
  const before = offsetAt(wall - DAY, timeZone);
  const after = offsetAt(wall + DAY, timeZone);
  const shown = [wall - before, wall - after].filter(
    (instant) => instant + offsetAt(instant, timeZone) === wall,
  );
  return new Date(shown.length > 0 ? Math.min(...shown) : wall - before);
}

/** How far the wall is ahead of UTC at an instant, in milliseconds. */
export const aheadOfUtc = (instant: Date, timeZone: string): number => offsetAt(instant.getTime(), timeZone);

/** Since then every clock on earth has been changed at a quarter of an hour of UTC. */
const IN_QUARTERS = Date.UTC(1980, 0, 1);
const QUARTER = 900_000;
/** A year of quarters, of a few zones: more is not kept. */
const MOST_KEPT = 50_000;
const offsets = new Map<string, number>();

/** Asking the platform is dear. */
function offsetAt(instant: number, timeZone: string): number {
  if (instant < IN_QUARTERS) return askedOffset(instant, timeZone);
  const key = `${Math.floor(instant / QUARTER)} ${timeZone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = askedOffset(instant, timeZone);
  if (offsets.size >= MOST_KEPT) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

function askedOffset(instant: number, timeZone: string): number {
  const shown: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) shown[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** Formats are dear to make and there are only so many zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}
