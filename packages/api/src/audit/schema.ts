import * as z from "zod";
import { instant, nextCursor, paging } from "../shapes.ts";

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const filter = {
  projectId: z
    .uuid()
    .optional()
    .meta({ description: "Without a project: the whole installation, for its admins" }),
  rotationId: z.uuid().optional(),
  connectionId: z.uuid().optional(),
  secretId: z.uuid().optional(),
  actor: z.string().min(1).max(256).optional().meta({ description: "Who did it, as `actor` in the answer" }),
  kind: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({
      description: "A kind, or the noun before the dot for all of its kinds",
      examples: ["rotation.failed"],
    }),
  from: time.optional(),
  until: time.optional().meta({ description: "Up to this instant, without it" }),
};

export const exportAudit = z.object(filter);
export type AuditQuery = z.output<typeof exportAudit>;

export const listAudit = z.object({
  ...filter,
  limit: paging.limit.unwrap().default(100),
  cursor: paging.cursor,
});
export type ListAudit = z.output<typeof listAudit>;

export const auditLog = z.object({
  id: z.int(),
  createdAt: instant,
  kind: z.string(),
  message: z.string(),
  actor: z.string().nullable().meta({ description: "Null: Turnbolt itself" }),
  address: z.string().nullable().meta({ description: "Where the request came from" }),
  requestId: z.string().nullable(),
  projectId: z.uuid().nullable(),
  rotationId: z.uuid().nullable(),
  connectionId: z.uuid().nullable(),
  secretId: z.uuid().nullable(),
  runId: z.uuid().nullable(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AuditLog = z.output<typeof auditLog>;

export const auditPage = z.object({
  auditLogs: z.array(auditLog),
  nextCursor: nextCursor.meta({ description: "A page may be short, or empty, and have a next one" }),
});

/** Text that comes piece by piece. */
export const stream = z
  .custom<AsyncIterable<string>>((value) => typeof value === "object" && value !== null)
  .meta({ type: "string" });
