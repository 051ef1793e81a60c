import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fewOf, monthOf, plusMonths, weekOf, weeksOf } from "../../src/screens/calendar/month.ts";
import { layOutWeek } from "../../src/screens/calendar/week.ts";
import { dayIn, plusDays, spanOfDay, startOfDay, weekdayOf } from "../../src/screens/calendar/zone.ts";

const HOUR_MS = 3_600_000;
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "America/Santiago",
];
const zone = fc.constantFrom(...zones);
const instant = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });

it("a month is seen in whole weeks from Monday to Sunday", () => {
  const weeks = weeksOf("2026-11");
  expect(weeks.at(0)?.at(0)).toBe("2026-10-26");
  expect(weeks.at(-1)?.at(-1)).toBe("2026-12-06");
  expect(weeksOf("2027-02")).toHaveLength(4);
  expect(weeksOf("2024-02").flat()).toContain("2024-02-29");
});

it("every day of a month is in one of its weeks, once, and all of them follow each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), (months) => {
      const month = plusMonths("2000-01", months);
      const days = weeksOf(month).flat();
      for (const [index, day] of days.entries()) expect(day).toBe(plusDays(days[0] ?? "", index));
      expect(weekdayOf(days[0] ?? "")).toBe(0);
      expect(days.filter((day) => monthOf(day) === month).length).toBeGreaterThanOrEqual(28);
      expect(new Set(days.map(monthOf)).size).toBeLessThanOrEqual(3);
    }),
  );
});

it("the days on which the clock is set have 23 and 25 hours", () => {
  const hours = (day: string, of: string) => {
    const { from, to } = spanOfDay(day, of);
    return (to - from) / HOUR_MS;
  };
  expect(hours("2026-03-29", "Europe/Berlin")).toBe(23);
  expect(hours("2026-10-25", "Europe/Berlin")).toBe(25);
  expect(hours("2026-10-25", "UTC")).toBe(24);
  expect(hours("2026-04-05", "Australia/Lord_Howe")).toBe(24.5);
});

it("a day begins at its first instant, also where midnight is left out", () => {
  expect(new Date(startOfDay("2026-09-06", "America/Santiago")).toISOString()).toBe(
    "2026-09-06T04:00:00.000Z",
  );
  expect(new Date(startOfDay("2026-01-01", "Pacific/Kiritimati")).toISOString()).toBe(
    "2025-12-31T10:00:00.000Z",
  );
});

it("every instant is in the span of its own day, in every zone", () => {
  fc.assert(
    fc.property(instant, zone, (at, of) => {
      const { from, to } = spanOfDay(dayIn(at, of), of);
      expect(from <= at && at < to).toBe(true);
    }),
  );
});

it("two of a day are named and the others counted, also those that were not sent", () => {
  expect(fewOf([1, 2, 3], 3, 2)).toEqual({ shown: [1, 2], more: 1 });
  expect(fewOf([1, 2], 40, 2)).toEqual({ shown: [1, 2], more: 38 });
  expect(fewOf([1], 1, 2)).toEqual({ shown: [1], more: 0 });
});

it("no entry of a week lies over another or outside, on every day of every zone, and each keeps its order", () => {
  fc.assert(
    fc.property(
      instant,
      zone,
      fc.array(fc.integer({ min: 0, max: 7 * 24 * HOUR_MS }), { maxLength: 60 }),
      (at, of, later) => {
        const days = weekOf(dayIn(at, of));
        const start = startOfDay(days[0] ?? "", of);
        const sizes = { width: 700, height: 480, entryHeight: 20 };
        const wanted = later.map((ms) => ({ at: start + ms }));
        const { entries, columns } = layOutWeek(days, wanted, of, sizes);
        const last = spanOfDay(days[6] ?? "", of);
        expect(entries).toHaveLength(wanted.filter((one) => one.at < last.to).length);
        for (const { x, y, width, height, entry, day, mark } of entries) {
          expect(x >= 0 && x + width <= sizes.width + 1e-6).toBe(true);
          expect(y >= -1e-6 && y + height <= sizes.height + 1e-6).toBe(true);
          expect(mark >= 0 && mark <= sizes.height).toBe(true);
          expect(columns[day]?.day).toBe(dayIn(entry.at, of));
        }
        for (const column of Map.groupBy(entries, ({ day }) => day).values())
          for (const [index, one] of column.entries()) {
            const next = column[index + 1];
            if (next) expect(one.y + one.height).toBeLessThanOrEqual(next.y + 1e-6);
          }
      },
    ),
    { numRuns: 100 },
  );
});
