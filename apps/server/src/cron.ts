import type { Cron } from "@turnbolt/core";
import { Cron as Pattern } from "croner";

/** Cron expressions of five fields (or a nickname such as `@daily`). A time that the spring leaves out comes an hour later, one that the autumn shows twice comes once. */
export const cron: Cron = {
  next: (expression, timeZone, after) => patternOf(expression, timeZone).nextRun(after),
  validate(expression) {
    try {
      patternOf(expression, "UTC");
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
};

/** A pattern without a function never starts a timer. */
function patternOf(expression: string, timezone: string): Pattern {
  // croner also takes a date for a pattern; a rotation that happens once is none
  if (!/^\s*(@\w+|\S+(\s+\S+){4})\s*$/.test(expression)) throw new Error("a cron expression has five fields");
  return new Pattern(expression, { timezone, mode: "5-part" });
}
