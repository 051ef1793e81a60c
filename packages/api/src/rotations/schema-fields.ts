import * as z from "zod";
import { description, folderPath, prose, slug } from "../tree/names.ts";

/** What a rotation is called: a slug, unique in its folder. */
export const rotationName = slug.meta({ description: "Slug, unique in its folder" });

export const environment = slug.meta({ description: "Slug of the environment" });

export const secretPath = folderPath.default("/").meta({ description: "Path of a folder that is there" });

export const rotationInterval = z
  .int()
  .min(1)
  .max(3650)
  .meta({ description: "Days from one rotation to the next; `schedule` says more", examples: [30] });

export const rotateAtUtc = z
  .object({ hours: z.int().min(0).max(23), minutes: z.int().min(0).max(59) })
  .meta({ description: "Time of day in UTC, for `rotationInterval`; midnight where it is left out" });

export const overlap = z.union([z.literal("until-next"), z.number().positive().max(87_600)]).meta({
  description: "How long a superseded credential works on: so many hours, or until the run after it",
});

/** What can be set at any time, and means nothing to the target. */
export const settings = {
  description: description.optional(),
  strangers: z.enum(["keep", "replace"]).optional().meta({
    description: "replace: nobody else makes credentials there, so one that is not ours may be removed",
  }),
  overlap: overlap.optional(),
  verifyTimeoutSeconds: z.int().min(1).max(86_400).nullable().optional().meta({
    description: "How long a new credential may be refused before it is given up; null: as the plugin says",
  }),
};

export const wait = z.boolean().default(true).meta({ description: "Answer when the run has ended" });

export const requestKey = prose(255)
  .min(1)
  .optional()
  .meta({ description: "A name for this request: made again under it, it is the same request" });

/** One rotation. A type that is given has to be the rotation's. */
export const oneRotation = z.object({ rotationId: z.uuid(), type: z.string().optional() });
export type OneRotation = z.output<typeof oneRotation>;

const HOUR_MS = 3_600_000;

export const overlapToMs = (hours: z.output<typeof overlap>): number | null =>
  hours === "until-next" ? null : Math.round(hours * HOUR_MS);

export const overlapOf = (ms: number | null): z.output<typeof overlap> =>
  ms === null ? "until-next" : ms / HOUR_MS;
