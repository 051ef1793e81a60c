import { type Engine, nextDates, type Schedule } from "@turnbolt/core";
import type * as z from "zod";
import { invalid } from "../errors.ts";
import type { rotateAtUtc } from "./schema-fields.ts";

/** A schedule as the contract knows it: days, and a time of day in UTC. */
export interface ShortForm {
  readonly rotationInterval: number;
  readonly rotateAtUtc: z.output<typeof rotateAtUtc>;
}

/** What a client may send of it, or a whole schedule in its place. */
export interface GivenSchedule {
  readonly schedule?: Schedule | undefined;
  readonly rotationInterval?: number | undefined;
  readonly rotateAtUtc?: ShortForm["rotateAtUtc"] | undefined;
}

const DAY_MS = 86_400_000;
const MIDNIGHT = { hours: 0, minutes: 0 };

/** The schedule that was sent; `undefined` where none was. What the short form leaves out stays as it was. */
export function givenSchedule(given: GivenSchedule, before?: Schedule): Schedule | undefined {
  const { schedule, rotationInterval: days, rotateAtUtc: at } = given;
  if (schedule) {
    if (days !== undefined || at) throw invalid("Give `schedule` or its short form, not both.", "schedule");
    return schedule;
  }
  if (days === undefined && !at) return undefined;
  const known = before?.kind === "interval" ? before : undefined;
  if (days === undefined && !known) {
    throw invalid("The schedule is a cron expression: give `rotationInterval` too.", "rotateAtUtc");
  }
  return {
    timeZone: "UTC",
    at: MIDNIGHT,
    ...known,
    kind: "interval",
    days: days ?? known?.days ?? 1,
    ...(at && { at, timeZone: "UTC" }),
  };
}

/** Any schedule in the short form: that of a cron expression is the gap of its next two dates, in whole days. */
export function shortForm(
  { cron, clock }: Pick<Engine, "cron" | "clock">,
  schedule: Schedule,
  last: Date,
): ShortForm {
  if (schedule.kind === "interval") {
    if (schedule.timeZone === "UTC") return { rotationInterval: schedule.days, rotateAtUtc: schedule.at };
    const [next] = nextDates(schedule, last, 1, cron);
    return { rotationInterval: schedule.days, rotateAtUtc: timeOf(next) };
  }
  const [next, following] = nextDates(schedule, clock.now(), 2, cron);
  const gap = next && following ? following.getTime() - next.getTime() : DAY_MS;
  return { rotationInterval: Math.max(1, Math.round(gap / DAY_MS)), rotateAtUtc: timeOf(next) };
}

const timeOf = (date: Date | undefined): ShortForm["rotateAtUtc"] =>
  date ? { hours: date.getUTCHours(), minutes: date.getUTCMinutes() } : MIDNIGHT;
