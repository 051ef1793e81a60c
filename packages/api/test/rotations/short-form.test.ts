import type { Cron, Schedule } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import { givenSchedule, shortForm } from "../../src/rotations/short-form.ts";

const now = new Date("2026-01-10T12:00:00Z");
const dates = (...texts: string[]): Cron => ({
  validate: () => null,
  next: (_, __, after) => texts.map((text) => new Date(text)).find((date) => date > after) ?? null,
});
const clocks = (cron: Cron = dates()) => ({
  cron,
  clock: { now: () => now, monotonic: () => 0, at: () => () => {} },
});
const every: Schedule = { kind: "interval", days: 7, at: { hours: 3, minutes: 15 }, timeZone: "UTC" };
const cron: Schedule = { kind: "cron", expression: "0 3 * * *", timeZone: "UTC" };

describe("the short form of a schedule", () => {
  it("is its days and its time of day, in UTC wherever the schedule is from", () => {
    const short = { rotationInterval: 7, rotateAtUtc: { hours: 3, minutes: 15 } };
    expect(shortForm(clocks(), every, now)).toEqual(short);
    const berlin = { ...every, timeZone: "Europe/Berlin" };
    expect(shortForm(clocks(), berlin, now).rotateAtUtc).toEqual({ hours: 2, minutes: 15 });
    const june = new Date("2026-06-10T12:00:00Z");
    expect(shortForm(clocks(), berlin, june).rotateAtUtc).toEqual({ hours: 1, minutes: 15 });
  });

  it.each([
    ["rounded to days", ["2026-01-11T04:30:00Z", "2026-01-13T20:00:00Z"], 3, { hours: 4, minutes: 30 }],
    ["one day at least", ["2026-01-10T13:00:00Z", "2026-01-10T14:00:00Z"], 1, { hours: 13, minutes: 0 }],
    ["one day for a last date", ["2026-01-10T13:00:00Z"], 1, { hours: 13, minutes: 0 }],
    ["one day without a date", [], 1, { hours: 0, minutes: 0 }],
  ])("is the gap of the next two dates of an expression: %s", (_, next, rotationInterval, rotateAtUtc) => {
    expect(shortForm(clocks(dates(...next)), cron, now)).toEqual({ rotationInterval, rotateAtUtc });
  });
});

describe("a schedule that was sent", () => {
  it("is the whole one, or the short form over what was there before", () => {
    expect(givenSchedule({})).toBeUndefined();
    expect(givenSchedule({ schedule: cron }, every)).toEqual(cron);
    expect(givenSchedule({ rotationInterval: 2 })).toMatchObject({ days: 2, at: { hours: 0, minutes: 0 } });
    const jittered: Schedule = { ...every, timeZone: "Europe/Berlin", jitterMinutes: 5 };
    expect(givenSchedule({ rotationInterval: 2 }, jittered)).toEqual({ ...jittered, days: 2 });
    const at = { hours: 9, minutes: 0 };
    expect(givenSchedule({ rotateAtUtc: at }, jittered)).toEqual({ ...jittered, at, timeZone: "UTC" });
    expect(() => givenSchedule({ rotateAtUtc: at }, cron)).toThrow("rotationInterval");
    expect(() => givenSchedule({ schedule: cron, rotationInterval: 2 })).toThrow("not both");
  });
});
