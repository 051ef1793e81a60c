import * as z from "zod";
import { instant, paging } from "../shapes.ts";
import { prose, slug } from "../tree/names.ts";
import { rotationStatus } from "./schema-rotation.ts";
import { rotationState } from "./schema-state.ts";

export const tableQuery = z.object({
  projectId: z.string().optional(),
  type: slug.optional(),
  environment: slug.optional().meta({ description: "Slug of the environment, in whichever project" }),
  connectionId: z.uuid().optional(),
  status: rotationStatus.optional(),
  search: prose(256).optional().meta({ description: "Beginnings of words of the name or the description" }),
  sort: z.enum(["name", "createdAt", "nextRotationAt", "lastRotatedAt"]).default("name"),
  descending: z.boolean().default(false),
  ...paging,
  limit: z.int().min(1).max(200).default(50),
});
export type TableQuery = z.output<typeof tableQuery>;

const outcome = z.object({
  runId: z.uuid(),
  kind: z.enum(["create", "rotate", "reconcile"]),
  outcome: z.enum(["done", "failed", "running"]),
  startedAt: instant,
  endedAt: instant.nullable(),
});

const row = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable(),
  type: z.string(),
  title: z.string().meta({ description: "Of the type, for people" }),
  projectId: z.uuid(),
  environment: z.object({ slug: z.string(), name: z.string(), id: z.uuid() }),
  folder: z.object({ path: z.string(), id: z.uuid() }),
  connection: z.object({ app: z.string(), name: z.string(), id: z.uuid() }),
  phase: rotationState.shape.phase,
  state: rotationState.shape.state,
  rotationStatus,
  lastRotationMessage: z.string().nullable(),
  isAutoRotationEnabled: z.boolean(),
  lastRotatedAt: instant.nullable().meta({ description: "null before anything is published" }),
  nextRotationAt: instant.nullable(),
  currentRunId: z.uuid().nullable(),
  superseded: z
    .object({ version: z.int(), revokeAt: instant.nullable() })
    .nullable()
    .meta({ description: "The credential that still works beside the published one, and until when" }),
  outcomes: z.array(outcome).max(10).meta({ description: "Of the last tries, the newest first" }),
});
export type TableRowView = z.output<typeof row>;

export const table = z.object({
  rotations: z.array(row),
  nextCursor: z
    .string()
    .nullable()
    .meta({ description: "A page may be short, or empty, and have a next one: ask until this is null" }),
});
