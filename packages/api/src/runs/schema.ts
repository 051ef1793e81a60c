import * as z from "zod";
import { instant, nextCursor, paging } from "../shapes.ts";

export const oneRun = z.object({ runId: z.uuid() });
export type OneRun = z.output<typeof oneRun>;

export const listRuns = z.object({
  rotationId: z.uuid(),
  type: z.string().optional(),
  ...paging,
  limit: z.int().min(1).max(200).default(50),
});
export type ListRuns = z.output<typeof listRuns>;

// Runs are kept for longer than steps keep their names: one from before an upgrade is read as well.
const stepName = z.string().meta({
  description: "retire, list, issue, read, verify, promote or revoke; an older run may have others",
});

const step = z.object({
  name: stepName,
  attempt: z.int().meta({ description: "Counts the calls of this step in this run" }),
  startedAt: instant,
  endedAt: instant,
  outcome: z.string().meta({ description: "ok, refused, failed, unknown or waiting" }),
  message: z.string().nullable(),
});

const currentStep = z.object({
  name: stepName,
  attempt: z.int(),
  startedAt: instant,
  progress: z.object({ done: z.number(), total: z.number().nullable() }).nullable(),
});

/** One try at one rotation, with its steps; never a value. */
export const run = z.object({
  id: z.uuid(),
  rotationId: z.uuid(),
  projectId: z.uuid(),
  kind: z.enum(["create", "rotate", "retire", "revoke", "reconcile"]),
  trigger: z.enum(["manual", "schedule", "recovery"]),
  requestedBy: z.string().nullable(),
  state: z.enum([
    "queued",
    "checking",
    "retiring",
    "issuing",
    "issued",
    "verified",
    "revoking",
    "done",
    "failed",
    "cancelled",
  ]),
  ended: z.boolean(),
  message: z.string().nullable().meta({ description: "Why it waits or failed, and how the target stands" }),
  cause: z.string().nullable().meta({ description: "Why it failed, without how the target stands" }),
  createdAt: instant,
  endedAt: instant.nullable(),
  steps: z.array(step),
  currentStep: currentStep.nullable().meta({ description: "The step under way, once it has taken a second" }),
});

export type RunView = z.output<typeof run>;

export const oneRunAnswer = z.object({ run });
export const runList = z.object({ runs: z.array(run), nextCursor });
