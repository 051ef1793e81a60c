import * as z from "zod";
import { isTimeZone } from "./wall-clock.ts";

const timeZone = z
  .string()
  .refine(isTimeZone, "no time zone of that name is known")
  .default("UTC")
  .meta({ title: "Time zone", examples: ["UTC", "Europe/Berlin"] });

const spread = {
  windowMinutes: z.int().min(1).max(1440).optional().meta({
    title: "Window",
    description:
      "How many minutes after its date a start may still begin; later, it waits for the next date.",
  }),
  jitterMinutes: z.int().min(0).max(1440).optional().meta({
    title: "Jitter",
    description: "Spreads starts: each one by a random part of so many minutes after its date.",
  }),
};

/** Every so many days at a time of day. */
const interval = z.object({
  kind: z.literal("interval"),
  days: z.int().min(1).max(3650).meta({ title: "Days", description: "Days from one rotation to the next." }),
  at: z
    .object({ hours: z.int().min(0).max(23), minutes: z.int().min(0).max(59) })
    .default({ hours: 0, minutes: 0 })
    .meta({ title: "Time of day" }),
  timeZone,
  ...spread,
});

/** At the dates of a cron expression. Whether it is one is the `Cron` port's to say: see `scheduleProblem`. */
const cron = z.object({
  kind: z.literal("cron"),
  expression: z
    .string()
    .trim()
    .min(1)
    .max(256)
    .meta({ title: "Cron expression", examples: ["0 3 * * 1"] }),
  timeZone,
  ...spread,
});

/** When a rotation is due. */
export const schedule = z.discriminatedUnion("kind", [interval, cron]);

export type Schedule = z.output<typeof schedule>;
export type IntervalSchedule = z.output<typeof interval>;

/** Reads cron expressions; the host brings it. */
export interface Cron {
  /** The first date after `after`, or `null` when there is none. */
  next(expression: string, timeZone: string, after: Date): Date | null;
  /** What is wrong with the expression, or `null`. */
  validate(expression: string): string | null;
}

/** What is wrong with a schedule of the right shape, or `null`: a text that is no cron expression, or one whose day never comes. */
export function scheduleProblem(schedule: Schedule, cron: Cron, now: Date): string | null {
  if (schedule.kind === "interval") return null;
  const problem = cron.validate(schedule.expression);
  if (problem !== null) return problem;
  return cron.next(schedule.expression, schedule.timeZone, now) === null ? "its date never comes" : null;
}
