import * as z from "zod";
import { ofPlugin } from "../of-plugin.ts";
import { instant } from "../shapes.ts";

/** How a rotation is doing, in one word. */
export const rotationStatus = z.enum(["success", "failed", "rotating", "attention"]);
export type RotationStatus = z.output<typeof rotationStatus>;

/** What is optional is always there; the contract alone leaves it open, so that old clients are right about both. */
const contract = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string().nullable().optional(),
  secretsMapping: ofPlugin("secretsMapping", z.record(z.string(), z.string())),
  isAutoRotationEnabled: z.boolean().optional().meta({ default: true }),
  activeIndex: z.number().optional().meta({ default: 0 }),
  folderId: z.uuid(),
  connectionId: z.uuid(),
  createdAt: instant,
  updatedAt: instant,
  rotationInterval: z.number(),
  rotationStatus,
  lastRotationAttemptedAt: instant,
  lastRotatedAt: instant,
  lastRotationJobId: z.string().nullable().optional(),
  nextRotationAt: instant.nullable().optional(),
  isLastRotationManual: z.boolean().optional().meta({ default: true }),
  connection: z.object({ app: ofPlugin("app", z.string()), name: z.string(), id: z.uuid() }),
  environment: z.object({ slug: z.string(), name: z.string(), id: z.uuid() }),
  projectId: z.string(),
  folder: z.object({ id: z.string(), path: z.string() }),
  rotateAtUtc: z.object({
    hours: z.number().min(0).max(23),
    minutes: z.number().min(0).max(59),
  }),
  lastRotationMessage: z.string().nullable().optional(),
  type: ofPlugin("type", z.string()),
  parameters: ofPlugin("parameters", z.record(z.string(), z.unknown())),
});

type Whole<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** A rotation as both doors show it: these fields and no others, never a value. */
export type RotationView = Whole<z.output<typeof contract>>;

// The same schema, with the type of what is always there.
export const rotation = contract as unknown as z.ZodType<RotationView>;

export const oneAnswer = z.object({ secretRotation: rotation });
