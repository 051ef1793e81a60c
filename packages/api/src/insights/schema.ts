import * as z from "zod";
import { instant } from "../shapes.ts";

export const counted = z
  .object({ count: z.int(), isMore: z.boolean() })
  .meta({ description: "A number; there may be more than that" });

export const overviewOf = z.object({
  projectId: z.uuid().optional().meta({ description: "Only this project; else all that you may read" }),
});
export type OverviewOf = z.output<typeof overviewOf>;

const rotation = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.string(),
  projectId: z.uuid(),
  environment: z.string(),
  secretPath: z.string(),
});

const connection = z.object({
  id: z.uuid(),
  name: z.string(),
  app: z.string(),
  projectId: z.uuid().nullable(),
});

/** Something that a person may have to do. */
const problem = z.object({
  problem: z.enum(["broken-connection", "attention", "failing", "overdue"]),
  since: instant,
  cause: z.string().meta({ description: "In plain words" }),
  action: z.enum(["mend-connection", "release", "retry", "rotate"]).meta({ description: "What helps" }),
  decisions: z
    .array(z.enum(["retry", "keep-old", "take-new", "not-ours"]))
    .meta({ description: "With release: what can be decided" }),
  runId: z.uuid().nullable().meta({ description: "With retry: the run" }),
  rotation: rotation.nullable(),
  connection: connection.nullable(),
  held: counted.nullable().meta({ description: "Rotations that stand still for the connection" }),
});
export type ProblemView = z.output<typeof problem>;

export const overview = z.object({
  counters: z.object({
    failing: counted.meta({ description: "The last try failed" }),
    dueSoon: counted.meta({ description: "Due in the next seven days" }),
    overdue: counted.meta({ description: "Should have begun more than an hour ago" }),
    attention: counted.meta({ description: "Wait for a person, or for their connection" }),
  }),
  worst: z.array(problem).max(20),
  nextHours: z
    .array(z.object({ from: instant, count: z.int(), isMore: z.boolean() }))
    .meta({ description: "Starts in the next 24 hours; of each rotation the next one" }),
  days: z
    .array(z.object({ day: z.iso.date(), succeeded: z.int(), failed: z.int() }))
    .meta({ description: "The last 30 days, in UTC" }),
  durations: z
    .object({ medianMs: z.int(), p95Ms: z.int() })
    .nullable()
    .meta({ description: "Of the successful runs of those days, to within an eighth" }),
});
export type OverviewView = z.output<typeof overview>;
