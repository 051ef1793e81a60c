import { schedule } from "@turnbolt/core";
import * as z from "zod";
import { ofPlugin } from "../of-plugin.ts";
import { instant, nextCursor, paging } from "../shapes.ts";
import { slug } from "../tree/names.ts";
import * as field from "./schema-fields.ts";
import { rotation } from "./schema-rotation.ts";

export const listRotations = z.object({
  projectId: z.string().optional(),
  type: slug.optional(),
  ...paging,
});
export type ListRotations = z.output<typeof listRotations>;
export const rotationList = z.object({ secretRotations: z.array(rotation), nextCursor });

export const rotationByName = z.object({
  type: z.string().optional(),
  rotationName: field.rotationName,
  projectId: z.string().min(1),
  environment: field.environment,
  secretPath: field.secretPath,
});
export type RotationByName = z.output<typeof rotationByName>;

export const rotateRotation = field.oneRotation.extend({
  wait: field.wait,
  requestKey: field.requestKey,
  force: z.boolean().default(false).meta({ description: "End a promised overlap before its time" }),
});
export const reconcileRotation = field.oneRotation.extend({ wait: field.wait });

export const releaseRotation = field.oneRotation.extend({
  decision: z.enum(["retry", "keep-old", "take-new", "not-ours"]).optional(),
});

export const deleteRotation = field.oneRotation.extend({
  deleteSecrets: z.boolean().default(false),
  revokeGeneratedCredentials: z.boolean().default(false),
  wait: field.wait,
});
export const forgetRotation = field.oneRotation.extend({ deleteSecrets: z.boolean().default(false) });

/** A rotation, and the run that was started. */
export const startedAnswer = z.object({ secretRotation: rotation, runId: z.uuid() });
/** The rotation as it was; there is a run where something is revoked. */
export const removedAnswer = startedAnswer.partial({ runId: true });
export const planAnswer = z.object({ steps: z.array(z.string()), warnings: z.array(z.string()) });

export const generatedCredentials = z.object({
  generatedCredentials: z
    .array(ofPlugin("secret", z.record(z.string(), z.unknown())))
    .min(1)
    .max(2),
  activeIndex: z.int().min(0).max(1),
  rotationId: z.uuid(),
  type: ofPlugin("type", z.string()),
});

export const nextDatesQuery = z.object({ schedule, count: z.int().min(1).max(20).default(5) });
export const nextDatesAnswer = z.object({ dates: z.array(instant) });

export const rotationOptions = z.object({
  secretRotationOptions: z.array(
    z.object({
      name: z.string(),
      connection: z.string(),
      type: z.string(),
      template: z.object({ secretsMapping: z.record(z.string(), z.string()) }),
    }),
  ),
});
