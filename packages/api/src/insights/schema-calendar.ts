import { isTimeZone } from "@turnbolt/core";
import * as z from "zod";
import { instant } from "../shapes.ts";
import { counted, overviewOf } from "./schema.ts";

/** A month in a view of whole weeks, and another one. */
const MOST_DAYS = 62;
const DAY_MS = 86_400_000;

export const calendarOf = overviewOf
  .extend({
    from: z.iso.date().meta({ description: "The first day" }),
    to: z.iso.date().meta({ description: `The last day, at most ${MOST_DAYS - 1} days later` }),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, "no time zone of that name is known")
      .default("UTC")
      .meta({ description: "Where the days begin and end", examples: ["Europe/Berlin"] }),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], error: "the last day comes after the first one" })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS, {
    path: ["to"],
    error: `at most ${MOST_DAYS} days at once`,
  });
export type CalendarOf = z.output<typeof calendarOf>;

const named = z.object({ id: z.uuid(), name: z.string() });

const start = z.object({ at: instant, rotationId: z.uuid(), rotationName: z.string(), type: z.string() });

const collision = z
  .object({
    connection: named.extend({ app: z.string() }),
    from: instant,
    to: instant,
    count: z.int(),
    rotations: z.array(named).meta({ description: "A few of them" }),
  })
  .meta({ description: "Starts that come close to each other at one connection" });

const endedRun = z.object({
  runId: z.uuid(),
  rotationId: z.uuid(),
  rotationName: z.string(),
  kind: z.string(),
  trigger: z.string(),
  state: z.string(),
  endedAt: instant,
});

const calendarDay = z.object({
  day: z.iso.date(),
  succeeded: z.int(),
  failed: z.int(),
  runs: z.array(endedRun).meta({ description: "A few of them, the failed ones first" }),
  planned: counted,
  starts: z.array(start).meta({ description: "The first of the planned ones" }),
  collisions: z.array(collision),
});
export type CalendarDay = z.output<typeof calendarDay>;

export const calendar = z.object({
  days: z.array(calendarDay),
  isComplete: z.boolean().meta({
    description:
      "false: there are more rotations than one calendar looks into, and the plans of later days are at least these",
  }),
  isPastByUtc: z.boolean().meta({
    description:
      "true: what has happened is told by the days of UTC, as there was too much for another zone's",
  }),
});
export type CalendarView = z.output<typeof calendar>;
