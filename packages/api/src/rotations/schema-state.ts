import { schedule } from "@turnbolt/core";
import * as z from "zod";
import { instant } from "../shapes.ts";
import * as field from "./schema-fields.ts";

const credentialState = z.enum([
  "draft",
  "active",
  "superseded",
  "revoking",
  "revoked",
  "rejected",
  "overwritten",
  "abandoned",
]);

/** One credential that a rotation has or had; never its value. */
const credential = z.object({
  version: z.int(),
  /** Its place among the two of a dual-phase rotation; `null` until it is published. */
  slot: z.int().min(0).max(1).nullable(),
  handle: z.string(),
  state: credentialState,
  runId: z.uuid().meta({ description: "The run that made it" }),
  createdAt: instant,
  promotedAt: instant.nullable(),
  revokeAt: instant.nullable(),
  endedAt: instant.nullable(),
});

const attention = z.object({
  code: z.string(),
  message: z.string(),
  handles: z.array(z.string()),
  decisions: z.array(z.enum(["retry", "keep-old", "take-new", "not-ours"])),
  since: instant,
});

/** What is ours beyond the contract's rotation. `phase` and `origin` are `null` where the plugin is not installed. */
export const rotationState = z.object({
  phase: z.enum(["single", "dual"]).nullable(),
  origin: z.enum(["chosen", "granted"]).nullable(),
  state: z
    .enum(["new", "idle", "running", "paused", "held", "attention", "deleting"])
    .meta({ description: "held: the connection is broken; new: nothing is published yet" }),
  schedule,
  overlap: field.overlap,
  strangers: z.enum(["keep", "replace"]),
  verifyTimeoutSeconds: z.number().nullable(),
  nextRuns: z.array(instant).max(5),
  currentRunId: z.uuid().nullable(),
  attention: attention.nullable(),
  credentials: z.array(credential).meta({ description: "The newest first, at most 50" }),
});
export type RotationState = z.output<typeof rotationState>;
