import * as z from "zod";
import { instant, nextCursor, paging } from "../shapes.ts";

/** More than a page of a table, less than what nobody has looked at. */
const MOST = 1_000;

export const startBulk = z.object({
  action: z.enum(["rotate", "pause", "resume"]),
  rotationIds: z.array(z.uuid()).min(1).max(MOST),
  force: z
    .boolean()
    .default(false)
    .meta({ description: "With rotate: end superseded credentials before their overlap is over" }),
  requestKey: z.string().min(1).max(255).optional(),
});
export type StartBulk = z.output<typeof startBulk>;

export const oneJob = z.object({ jobId: z.uuid() });
export type OneJob = z.output<typeof oneJob>;

export const listJobs = z.object({ ...paging, limit: z.int().min(1).max(100).default(20) });
export type ListJobs = z.output<typeof listJobs>;

export const listItems = z.object({
  ...oneJob.shape,
  ...paging,
  limit: z.int().min(1).max(200).default(50),
});
export type ListItems = z.output<typeof listItems>;

const state = z.enum(["waiting", "running", "attention", "done", "failed", "refused", "cancelled"]);

const job = z.object({
  id: z.uuid(),
  action: z
    .enum([...startBulk.shape.action.options, "revoke", "forget"])
    .meta({ description: "revoke, forget: before what they are in is removed" }),
  force: z.boolean(),
  requestedBy: z.string(),
  createdAt: instant,
  cancelledAt: instant.nullable(),
  total: z.int(),
  removes: z
    .object({
      kind: z.enum(["folder", "environment", "project"]),
      id: z.uuid(),
      closedAt: instant.nullable().meta({ description: "It is removed; with a problem: it is not" }),
      problem: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "What goes when the last of the rotations has gone" }),
});

export const bulkJob = job.extend({
  ended: z.boolean().meta({ description: "Nothing more happens by itself" }),
  counts: z
    .object({
      waiting: z.int(),
      running: z.int(),
      attention: z.int(),
      done: z.int(),
      failed: z.int(),
      refused: z.int(),
      cancelled: z.int(),
    })
    .meta({
      description:
        "How many rotations are where; attention: the run waits for a person or for the connection",
    }),
});
export type BulkJobView = z.output<typeof bulkJob>;

export const oneJobAnswer = z.object({ bulkJob });
export const jobList = z.object({ bulkJobs: z.array(job), nextCursor });
export const itemList = z.object({
  items: z.array(
    z.object({
      rotationId: z.uuid(),
      rotationName: z.string().nullable(),
      state,
      runId: z.uuid().nullable(),
      message: z.string().nullable(),
    }),
  ),
  nextCursor,
});
