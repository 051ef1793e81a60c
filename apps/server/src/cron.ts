import { aheadOfUtc, type Cron } from "@turnbolt/core";
import { Cron as Pattern } from "croner";

/** Cron expressions of five fields (or a nickname such as `@daily`). A time that the spring leaves out comes an hour later, one that the autumn shows twice comes once. */
export const cron: Cron = {
  next: (expression, timeZone, after) =>
    nextBetweenChanges(expression, timeZone, after) ?? nextByRules(expression, timeZone, after),
  validate(expression) {
    try {
      patternOf(expression, "UTC");
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
};

const DAY_MS = 86_400_000;
/** No zone changes its clocks to and fro within so many days. */
const UNCHANGED_MS = 14 * DAY_MS;

/**
 * The date where the clocks do not change before it nor lately, found as if they were those of UTC: twenty times as quick
 * as with the rules of a zone. `null`: they may.
 */
function nextBetweenChanges(expression: string, timeZone: string, after: Date): Date | null {
  const ahead = aheadOfUtc(after, timeZone);
  const shown = patternOf(expression, null).nextRun(new Date(after.getTime() + ahead));
  if (!shown) return null;
  const date = new Date(shown.getTime() - ahead);
  if (timeZone === "UTC") return date;
  if (date.getTime() - after.getTime() > UNCHANGED_MS) return null;
  const around = [after.getTime() - DAY_MS, date.getTime() + DAY_MS];
  return around.every((at) => aheadOfUtc(new Date(at), timeZone) === ahead) ? date : null;
}

const MINUTE_MS = 60_000;

/** In an hour that the autumn shows a second time, croner goes back to the first one: what it says there has been. */
function nextByRules(expression: string, timeZone: string, after: Date): Date | null {
  const pattern = patternOf(expression, timeZone);
  for (let from = after; ; from = new Date(from.getTime() + MINUTE_MS)) {
    const date = pattern.nextRun(from);
    if (date === null || date > after) return date;
  }
}

/** Reading an expression is dear, and many rotations have the same one. */
const patterns = new Map<string, Pattern>();
const MOST_KEPT = 1_000;

/** `null`: clocks that never change. */
function patternOf(expression: string, timeZone: string | null): Pattern {
  const key = `${timeZone} ${expression}`;
  const known = patterns.get(key);
  if (known) return known;
  const pattern = newPattern(expression, timeZone);
  if (patterns.size >= MOST_KEPT) patterns.clear();
  patterns.set(key, pattern);
  return pattern;
}

/** A pattern without a function never starts a timer. */
function newPattern(expression: string, timezone: string | null): Pattern {
  // croner also takes a date for a pattern; a rotation that happens once is none
  if (!/^\s*(@\w+|\S+(\s+\S+){4})\s*$/.test(expression)) throw new Error("a cron expression has five fields");
  return new Pattern(expression, {
    ...(timezone === null ? { utcOffset: 0 } : { timezone }),
    mode: "5-part",
  });
}
