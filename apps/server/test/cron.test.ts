import { aheadOfUtc } from "@turnbolt/core";
import { Cron as Pattern } from "croner";
import { describe, expect, it } from "vitest";
import { cron } from "../src/cron.ts";

const HOUR = 3_600_000;

/** Some of each week of a year, and each ten minutes of the hours in which the clocks change. */
function instantsOf(timeZone: string): readonly Date[] {
  const begin = Date.parse("2026-01-01T00:07:00Z");
  const hours = Array.from({ length: 365 * 24 }, (_, hour) => new Date(begin + hour * HOUR));
  const isBeforeChange = (at: Date) =>
    aheadOfUtc(at, timeZone) !== aheadOfUtc(new Date(at.getTime() + HOUR), timeZone);
  return hours.flatMap((at, hour) => {
    if (hour % 53 === 0) return [at];
    if (!isBeforeChange(at)) return [];
    return Array.from({ length: 36 }, (_, step) => new Date(at.getTime() + (step - 18) * (HOUR / 6)));
  });
}

const next = (expression: string, timeZone: string, after: string) =>
  cron.next(expression, timeZone, new Date(after))?.toISOString();

describe("cron", () => {
  it("gives the first date after an instant, in UTC", () => {
    expect(next("30 3 * * *", "UTC", "2026-05-01T03:29:59.999Z")).toBe("2026-05-01T03:30:00.000Z");
    expect(next("30 3 * * *", "UTC", "2026-05-01T03:30:00.000Z")).toBe("2026-05-02T03:30:00.000Z");
    expect(next("30 3 * * *", "UTC", "2026-05-01T03:30:00.001Z")).toBe("2026-05-02T03:30:00.000Z");
  });

  it("follows the clocks of its time zone", () => {
    expect(next("0 3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next("0 3 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z")).toBe("2026-03-28T02:00:00.000Z");
    expect(next("0 3 * * *", "Asia/Kathmandu", "2026-03-27T12:00:00Z")).toBe("2026-03-27T21:15:00.000Z");
    expect(next("0 3 * * *", "Australia/Lord_Howe", "2026-01-27T12:00:00Z")).toBe("2026-01-27T16:00:00.000Z");
  });

  it("comes later by as much as the spring leaves out", () => {
    expect(next("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:30:00.000Z");
  });

  it("comes once to a time that the autumn shows twice", () => {
    const first = next("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z") ?? "";
    expect(first).toBe("2026-10-25T00:30:00.000Z");
    expect(next("30 2 * * *", "Europe/Berlin", first)).toBe("2026-10-26T01:30:00.000Z");
  });

  it.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])(
    "says of %s, before and after the clocks change, what all of its rules say, and nothing that has been",
    (timezone) => {
      const expressions = ["30 2 * * *", "*/15 * * * *", "0 0 1 * *", "10 1-3 * * 0", "0 0 1 1 *"];
      const patterns = expressions.map(
        (one) => [one, new Pattern(one, { timezone, mode: "5-part" })] as const,
      );
      for (const after of instantsOf(timezone)) {
        for (const [one, pattern] of patterns) {
          const [date, byRules] = [cron.next(one, timezone, after), pattern.nextRun(after)];
          const said = `${one} after ${after.toISOString()}: ${date?.toISOString()}`;
          expect(date && date > after, said).toBe(true);
          // What has been is not the next one, whatever the rules say.
          if (byRules && byRules > after) expect(date, said).toEqual(byRules);
        }
      }
    },
  );

  it("finds the 29th of February, the last day of a month and the first Monday", () => {
    expect(next("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z")).toBe("2028-02-29T00:00:00.000Z");
    expect(next("0 0 L * *", "UTC", "2026-02-01T00:00:00Z")).toBe("2026-02-28T00:00:00.000Z");
    expect(next("0 0 * * MON#1", "UTC", "2026-02-01T00:00:00Z")).toBe("2026-02-02T00:00:00.000Z");
  });

  it("says that a day which is in no calendar never comes", () => {
    expect(cron.next("0 0 30 2 *", "UTC", new Date("2026-01-01T00:00:00Z"))).toBeNull();
  });

  it("takes five fields and nicknames", () => {
    for (const expression of ["0 3 * * 1-5", "*/15 * * * *", "@daily", " 0 3 1,15 * * "]) {
      expect(cron.validate(expression), expression).toBeNull();
    }
  });

  it("names what is wrong with anything else", () => {
    const wrong = [
      "",
      "every day",
      "61 * * * *",
      "* * * *",
      "* * * * * *",
      "0 24 * * *",
      "2026-01-01T00:00:00",
      "@never",
    ];
    for (const expression of wrong) expect(cron.validate(expression), expression).toEqual(expect.any(String));
  });

  it("leaves no timer behind", () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    cron.next("* * * * *", "UTC", new Date());
    expect(process.getActiveResourcesInfo().filter((kind) => kind === "Timeout")).toHaveLength(before);
  });
});
