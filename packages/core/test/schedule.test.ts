import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Cron,
  latestStart,
  nextDates,
  nextRotation,
  type Schedule,
  schedule,
  scheduleProblem,
} from "../src/schedule/index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Reads `every <n> minutes`, counted from the epoch, and `never`. */
const cron: Cron = {
  next(expression, _timeZone, after) {
    const minutes = Number(/^every (\d+) minutes$/.exec(expression)?.[1]) * 60_000;
    return Number.isNaN(minutes) ? null : new Date((Math.floor(after.getTime() / minutes) + 1) * minutes);
  },
  validate: (expression) => (/^(every \d+ minutes|never)$/.test(expression) ? null : "not understood"),
};

const every = (days: number, at: string, timeZone = "UTC", spread = {}): Schedule => {
  const [hours, minutes] = at.split(":").map(Number);
  return schedule.parse({ kind: "interval", days, at: { hours, minutes }, timeZone, ...spread });
};

const next = (
  schedule: Schedule,
  last: string | null,
  { manual = false, now = last ?? "", random = 0 }: { manual?: boolean; now?: string; random?: number } = {},
) =>
  nextRotation({
    schedule,
    last: last === null ? null : new Date(last),
    lastWasManual: manual,
    now: new Date(now),
    cron,
    random: () => random,
  })?.toISOString();

describe("an interval", () => {
  it("comes so many days after the day of the last rotation, at its time of day", () => {
    expect(next(every(30, "03:00"), "2026-01-01T03:00:20Z")).toBe("2026-01-31T03:00:00.000Z");
    expect(next(every(1, "00:00"), "2026-12-31T00:00:05Z")).toBe("2027-01-01T00:00:00.000Z");
  });

  it("comes a day later after a manual rotation at or past its time of day, and not before it", () => {
    expect(next(every(7, "12:30"), "2026-01-01T12:29:59Z", { manual: true })).toBe(
      "2026-01-08T12:30:00.000Z",
    );
    expect(next(every(7, "12:30"), "2026-01-01T12:30:00Z", { manual: true })).toBe(
      "2026-01-09T12:30:00.000Z",
    );
    expect(next(every(7, "12:30"), "2026-01-01T12:30:00Z")).toBe("2026-01-08T12:30:00.000Z");
  });

  it("counts a rotation that never was as made now, by hand", () => {
    expect(next(every(7, "12:30"), null, { now: "2026-01-01T12:30:00Z" })).toBe("2026-01-09T12:30:00.000Z");
  });

  it("takes day and time of day from its time zone", () => {
    // 22:30 UTC on the 1st is 07:30 on the 2nd in Tokyo
    expect(next(every(1, "08:00", "Asia/Tokyo"), "2026-06-01T22:30:00Z", { manual: true })).toBe(
      "2026-06-02T23:00:00.000Z",
    );
    expect(next(every(1, "07:00", "Asia/Tokyo"), "2026-06-01T22:30:00Z", { manual: true })).toBe(
      "2026-06-03T22:00:00.000Z",
    );
  });

  it("waits for the next time of day when its date has passed, and catches nothing up", () => {
    const monthly = every(30, "03:00");
    expect(next(monthly, "2026-01-01T03:00:00Z", { now: "2026-06-10T02:00:00Z" })).toBe(
      "2026-06-10T03:00:00.000Z",
    );
    expect(next(monthly, "2026-01-01T03:00:00Z", { now: "2026-06-10T03:00:00Z" })).toBe(
      "2026-06-11T03:00:00.000Z",
    );
  });

  it("steps over the 29th of February by the calendar", () => {
    expect(next(every(1, "03:00"), "2028-02-28T03:00:00Z")).toBe("2028-02-29T03:00:00.000Z");
    expect(next(every(1, "03:00"), "2027-02-28T03:00:00Z")).toBe("2027-03-01T03:00:00.000Z");
    expect(next(every(365, "03:00"), "2028-02-29T03:00:00Z")).toBe("2029-02-28T03:00:00.000Z");
  });

  it("starts later by as much as the spring leaves out", () => {
    expect(next(every(1, "02:30", "Europe/Berlin"), "2026-03-28T02:00:00Z")).toBe("2026-03-29T01:30:00.000Z");
    expect(next(every(1, "02:15", "Australia/Lord_Howe"), "2026-10-03T00:00:00Z")).toBe(
      "2026-10-03T15:45:00.000Z",
    );
  });

  it("starts at the first of two equal times in autumn, and once", () => {
    const daily = every(1, "02:30", "Europe/Berlin");
    expect(next(daily, "2026-10-24T00:30:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(next(daily, "2026-10-25T00:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
    expect(next(daily, "2026-10-25T01:30:00Z")).toBe("2026-10-26T01:30:00.000Z");
  });

  it("knows time zones of half and quarter hours", () => {
    expect(next(every(1, "00:00", "Asia/Kathmandu"), "2026-05-01T12:00:00Z")).toBe(
      "2026-05-01T18:15:00.000Z",
    );
    expect(next(every(1, "09:00", "Asia/Kolkata"), "2026-05-01T03:30:00Z")).toBe("2026-05-02T03:30:00.000Z");
    expect(next(every(1, "09:00", "America/St_Johns"), "2026-01-01T12:30:00Z")).toBe(
      "2026-01-02T12:30:00.000Z",
    );
  });

  it("keeps its place when a zone leaves out a whole day", () => {
    expect(
      nextDates(every(1, "12:00", "Pacific/Apia"), new Date("2011-12-29T22:00:00Z"), 3, cron).map(String),
    ).toEqual(
      ["2011-12-30T22:00:00Z", "2011-12-30T22:00:00Z", "2011-12-31T22:00:00Z"].map((date) =>
        String(new Date(date)),
      ),
    );
  });
});

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/Sao_Paulo",
  "Africa/Casablanca",
];

const anyInterval = fc.record({
  timeZone: fc.constantFrom(...zones),
  days: fc.integer({ min: 1, max: 400 }),
  hours: fc.integer({ min: 0, max: 23 }),
  minutes: fc.integer({ min: 0, max: 59 }),
});
const anyInstant = fc.date({ min: new Date("2000-01-01"), max: new Date("2090-01-01"), noInvalidDate: true });

describe("any interval", () => {
  it("shows its time of day on the wall, unless the clocks leave that time out on this day", () => {
    fc.assert(
      fc.property(anyInterval, anyInstant, ({ timeZone, days, hours, minutes }, last) => {
        const at = { hours, minutes };
        const date = nextRotation({
          schedule: { kind: "interval", days, at, timeZone },
          last,
          lastWasManual: false,
          now: last,
          cron,
          random: () => 0,
        });
        if (date === null) throw new Error("an interval always has a next date");
        const wanted = `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
        const shown = date.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
        if (shown === wanted) return;
        // left out: no instant within a day around shows it
        for (let t = date.getTime() - 12 * HOUR; t < date.getTime() + 3 * HOUR; t += 60_000) {
          const minute = new Date(t);
          const sameDay =
            minute.toLocaleDateString("en-GB", { timeZone }) ===
            date.toLocaleDateString("en-GB", { timeZone });
          const time = minute.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
          expect(sameDay && time === wanted).toBe(false);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("is in the future, and within its days and one more, a zone's change allowed for", () => {
    fc.assert(
      fc.property(
        anyInterval,
        anyInstant,
        fc.boolean(),
        fc.integer({ min: 0, max: 500 }),
        (interval, last, manual, late) => {
          const { timeZone, days, hours, minutes } = interval;
          const now = new Date(last.getTime() + late * DAY);
          const date = nextRotation({
            schedule: { kind: "interval", days, at: { hours, minutes }, timeZone },
            last,
            lastWasManual: manual,
            now,
            cron,
            random: () => 0,
          });
          if (date === null) throw new Error("an interval always has a next date");
          expect(date.getTime()).toBeGreaterThan(now.getTime());
          const latest = Math.max(last.getTime() + (days + 1) * DAY, now.getTime() + DAY);
          expect(date.getTime()).toBeLessThanOrEqual(latest + 2 * HOUR);
        },
      ),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe("a cron schedule", () => {
  const hourly = schedule.parse({ kind: "cron", expression: "every 60 minutes" });

  it("comes at the first date after now, whatever came before", () => {
    expect(next(hourly, "2026-01-01T00:00:00Z", { now: "2026-03-05T10:00:00Z" })).toBe(
      "2026-03-05T11:00:00.000Z",
    );
    expect(next(hourly, null, { now: "2026-03-05T10:59:59.999Z" })).toBe("2026-03-05T11:00:00.000Z");
  });

  it("has no next date when its expression has none", () => {
    const never = schedule.parse({ kind: "cron", expression: "never" });
    expect(next(never, "2026-01-01T00:00:00Z")).toBeUndefined();
    expect(nextDates(never, new Date(), 5, cron)).toEqual([]);
  });
});

describe("the next dates", () => {
  it("follow one another without jitter", () => {
    const interval = every(7, "03:00", "UTC", { jitterMinutes: 60 });
    expect(
      nextDates(interval, new Date("2026-01-01T09:00:00Z"), 3, cron).map((date) => date.toISOString()),
    ).toEqual(["2026-01-08T03:00:00.000Z", "2026-01-15T03:00:00.000Z", "2026-01-22T03:00:00.000Z"]);
    const hourly = schedule.parse({ kind: "cron", expression: "every 60 minutes", jitterMinutes: 30 });
    expect(
      nextDates(hourly, new Date("2026-01-01T09:00:00Z"), 2, cron).map((date) => date.toISOString()),
    ).toEqual(["2026-01-01T10:00:00.000Z", "2026-01-01T11:00:00.000Z"]);
  });
});

describe("jitter", () => {
  it("is drawn once, from nothing up to its minutes", () => {
    let draws = 0;
    const random = () => {
      draws++;
      return 0.5;
    };
    const last = new Date("2026-01-01T03:00:00Z");
    const given = {
      schedule: every(1, "03:00", "UTC", { jitterMinutes: 60 }),
      last,
      lastWasManual: false,
      now: last,
      cron,
    };
    expect(nextRotation({ ...given, random })?.toISOString()).toBe("2026-01-02T03:30:00.000Z");
    expect(draws).toBe(1);
    expect(nextRotation({ ...given, random: () => 0 })?.toISOString()).toBe("2026-01-02T03:00:00.000Z");
  });

  it("reaches neither past the window nor to the following date", () => {
    const almost = { random: 1 - Number.EPSILON };
    const windowed = every(1, "03:00", "UTC", { jitterMinutes: 60, windowMinutes: 10 });
    expect(next(windowed, "2026-01-01T03:00:00Z", almost)).toBe("2026-01-02T03:09:59.999Z");
    const dense = schedule.parse({ kind: "cron", expression: "every 5 minutes", jitterMinutes: 60 });
    expect(next(dense, "2026-01-01T03:00:00Z", almost)).toBe("2026-01-01T03:09:59.999Z");
  });
});

describe("the window", () => {
  it("ends so many minutes after the date, whatever jitter the start has", () => {
    const interval = every(1, "23:50", "UTC", { jitterMinutes: 30, windowMinutes: 60 });
    for (const due of ["2026-01-01T23:50:00Z", "2026-01-01T23:59:00Z", "2026-01-02T00:19:59Z"]) {
      expect(latestStart(interval, new Date(due), cron)?.toISOString()).toBe("2026-01-02T00:50:00.000Z");
    }
    const hourly = schedule.parse({
      kind: "cron",
      expression: "every 60 minutes",
      jitterMinutes: 30,
      windowMinutes: 45,
    });
    for (const due of ["2026-01-01T10:00:00Z", "2026-01-01T10:29:59Z"]) {
      expect(latestStart(hourly, new Date(due), cron)?.toISOString()).toBe("2026-01-01T10:45:00.000Z");
    }
  });

  it("has no end when there is none", () => {
    expect(latestStart(every(1, "03:00"), new Date("2026-01-01T03:00:00Z"), cron)).toBeNull();
  });

  it("always holds the start that was drawn", () => {
    fc.assert(
      fc.property(
        anyInterval,
        anyInstant,
        fc.integer({ min: 1, max: 1440 }),
        fc.integer({ min: 0, max: 1440 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        ({ timeZone, days, hours, minutes }, last, windowMinutes, jitterMinutes, random) => {
          const at = { hours, minutes };
          const interval: Schedule = { kind: "interval", days, at, timeZone, windowMinutes, jitterMinutes };
          const due = nextRotation({
            schedule: interval,
            last,
            lastWasManual: false,
            now: last,
            cron,
            random: () => random,
          });
          if (due === null) throw new Error("an interval always has a next date");
          const end = latestStart(interval, due, cron)?.getTime() ?? 0;
          expect(end).toBeGreaterThanOrEqual(due.getTime());
          expect(end - due.getTime()).toBeLessThanOrEqual(windowMinutes * 60_000);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("the shape of a schedule", () => {
  it("has midnight UTC for what is left out", () => {
    expect(schedule.parse({ kind: "interval", days: 30 })).toEqual({
      kind: "interval",
      days: 30,
      at: { hours: 0, minutes: 0 },
      timeZone: "UTC",
    });
  });

  it("refuses what makes no sense", () => {
    for (const wrong of [
      { kind: "interval", days: 0 },
      { kind: "interval", days: 1.5 },
      { kind: "interval", days: 1, at: { hours: 24, minutes: 0 } },
      { kind: "interval", days: 1, timeZone: "Europe/Atlantis" },
      { kind: "interval", days: 1, windowMinutes: 0 },
      { kind: "cron", expression: " " },
      { kind: "sometimes" },
    ]) {
      expect(schedule.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });

  it("names a cron expression that is none, and one whose date never comes", () => {
    const problem = (expression: string) =>
      scheduleProblem(schedule.parse({ kind: "cron", expression }), cron, new Date("2026-01-01"));
    expect(problem("every 60 minutes")).toBeNull();
    expect(problem("* *")).toBe("not understood");
    expect(problem("never")).toBe("its date never comes");
    expect(scheduleProblem(every(1, "00:00"), cron, new Date())).toBeNull();
  });
});
