import { schedule } from "@turnbolt/core";
import * as z from "zod";
import { ofPlugin } from "../of-plugin.ts";
import { secretName } from "../tree/names.ts";
import * as field from "./schema-fields.ts";

const fixed = (schema: z.ZodString) =>
  schema.optional().meta({ description: "Cannot change: only what it is now is taken" });

/** Everything but the id may be left out; what is left out stays as it is. */
export const updateRotation = field.oneRotation.extend({
  name: field.rotationName.optional(),
  isAutoRotationEnabled: z.boolean().optional().meta({ description: "Whether the schedule is on" }),
  rotationInterval: field.rotationInterval.optional(),
  rotateAtUtc: field.rotateAtUtc.optional(),
  schedule: schedule.optional().meta({ description: "Instead of `rotationInterval` and `rotateAtUtc`" }),
  ...field.settings,
  parameters: ofPlugin(
    "parameters",
    z.record(z.string(), z.unknown()).meta({ description: "Replaced as a whole" }),
  ).optional(),
  secretsMapping: ofPlugin("someOfSecretsMapping", z.record(z.string(), secretName)).optional(),
  connectionId: fixed(z.string()),
  projectId: fixed(z.string()),
  environment: fixed(z.string()),
  secretPath: fixed(z.string()),
});
export type UpdateRotation = z.output<typeof updateRotation>;
