import type { Cron } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import { collisionsOf } from "../../src/insights/collisions.ts";
import { daysFrom, endOf, plusDays } from "../../src/insights/days.ts";
import { type Start, startsOf } from "../../src/insights/starts.ts";
import type { PlannedRotation } from "../../src/insights/store.ts";

const HOUR = 3_600_000;
let asked = 0;
/** Knows one expression: each full hour. */
const cron: Cron = {
  next: (_, __, after) => {
    asked++;
    return new Date((Math.floor(after.getTime() / HOUR) + 1) * HOUR);
  },
  validate: () => null,
};
const now = new Date("2026-03-01T00:00:00Z");
let made = 0;
const rotation = (fields: Partial<PlannedRotation> = {}): PlannedRotation => ({
  id: String(++made),
  name: `r${made}`,
  type: "t",
  projectId: "p",
  schedule: { kind: "interval", days: 7, at: { hours: 3, minutes: 0 }, timeZone: "Europe/Berlin" },
  nextAt: new Date("2026-03-24T02:00:00Z"),
  connection: { id: "c", name: "c", app: "a" },
  ...fields,
});
const times = (rotations: readonly PlannedRotation[], until: string) =>
  startsOf({ cron }, rotations, { now, until: new Date(until) }).starts.map(({ at }) => at.toISOString());

describe("planned starts", () => {
  it("follow the schedule from the next one on, in its own time zone", () => {
    // The clocks go forward on the 29th of March.
    expect(times([rotation()], "2026-04-10T00:00:00Z")).toEqual([
      "2026-03-24T02:00:00.000Z",
      "2026-03-31T01:00:00.000Z",
      "2026-04-07T01:00:00.000Z",
    ]);
  });

  it("of a cron expression end where they were asked to", () => {
    const hourly = { kind: "cron", expression: "0 * * * *", timeZone: "UTC" } as const;
    const starts = times(
      [rotation({ schedule: hourly, nextAt: new Date("2026-03-01T05:00:00Z") })],
      "2026-03-01T08:00:00Z",
    );
    expect(starts).toEqual(["05", "06", "07"].map((hour) => `2026-03-01T${hour}:00:00.000Z`));
  });

  it("that are late are due now", () => {
    const late = rotation({ nextAt: new Date("2026-02-25T02:00:00Z") });
    expect(times([late], "2026-03-02T00:00:00Z")).toEqual([now.toISOString()]);
  });

  it("of rotations with the same schedule and the same next date are worked out once", () => {
    const hourly = { kind: "cron", expression: "0 * * * *", timeZone: "UTC" } as const;
    const nextAt = new Date("2026-03-01T05:00:00Z");
    asked = 0;
    expect(times([rotation({ schedule: hourly, nextAt })], "2026-03-01T08:00:00Z")).toHaveLength(3);
    const alone = asked;
    const many = Array.from({ length: 500 }, () => rotation({ schedule: hourly, nextAt }));
    asked = 0;
    expect(times(many, "2026-03-01T08:00:00Z")).toHaveLength(1_500);
    expect(asked).toBe(alone);
  });

  it("of rotations with the same schedule are worked out once, wherever between two dates each one starts", () => {
    const hourly = { kind: "cron", expression: "0 * * * *", timeZone: "UTC" } as const;
    const nextAt = (second: number) => new Date(Date.parse("2026-03-01T05:00:00Z") + second * 1_000);
    const until = "2026-03-03T05:00:00Z";
    const many = Array.from({ length: 500 }, (_, second) =>
      rotation({ schedule: hourly, nextAt: nextAt(second) }),
    );
    asked = 0;
    expect(times(many, until)).toHaveLength(500 * 48);
    expect(asked).toBeLessThan(500 + 60);
  });

  it("stop somewhere, and say so", () => {
    const daily = { kind: "interval", days: 1, at: { hours: 0, minutes: 0 }, timeZone: "UTC" } as const;
    const many = Array.from({ length: 2_000 }, () => rotation({ schedule: daily, nextAt: now }));
    const found = startsOf({ cron }, many, { now, until: new Date("2026-05-01T00:00:00Z") });
    expect(found.isMore).toBe(true);
    expect(found.starts.length).toBeLessThan(50_100);
    const distinct = Array.from({ length: 2_000 }, (_, index) => {
      const at = { hours: index % 24, minutes: Math.floor(index / 24) % 60 };
      return rotation({ schedule: { ...daily, at }, nextAt: new Date(now.getTime() + index * HOUR) });
    });
    const began = performance.now();
    expect(startsOf({ cron }, distinct, { now, until: new Date("2026-05-01T00:00:00Z") }).isMore).toBe(true);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe("starts that come close", () => {
  const start = (minute: number, of: PlannedRotation): Start => ({
    rotation: of,
    at: new Date(now.getTime() + minute * 60_000),
  });
  const [a, b, c] = [rotation(), rotation(), rotation()];

  it("are told of one connection, the largest crowd first", () => {
    const elsewhere = rotation({ connection: { id: "other", name: "other", app: "a" } });
    const starts = [start(0, a), start(1, elsewhere), start(10, b), start(60, a), start(70, b), start(80, c)];
    expect(collisionsOf(starts)).toMatchObject([
      { count: 3, from: start(60, a).at, to: start(80, a).at, connection: { id: "c" } },
      { count: 2, rotations: [{ id: a.id }, { id: b.id }] },
    ]);
  });

  it("are not those of one rotation, nor those a quarter of an hour apart", () => {
    expect(collisionsOf([start(0, a), start(5, a)])).toEqual([]);
    expect(collisionsOf([start(0, a), start(16, b)])).toEqual([]);
    expect(collisionsOf([])).toEqual([]);
  });
});

describe("days", () => {
  it("go from one date to the other, over the ends of months", () => {
    expect(daysFrom("2028-02-28", "2028-03-01")).toEqual(["2028-02-28", "2028-02-29", "2028-03-01"]);
    expect(plusDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(endOf("2026-12-31").toISOString()).toBe("2027-01-01T00:00:00.000Z");
  });
});
