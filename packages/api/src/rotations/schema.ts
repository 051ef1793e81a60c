import { type RotationProvider, schedule } from "@turnbolt/core";
import * as z from "zod";
import type { ParametersOf, Plugins, SecretOf, TypeOf } from "../plugins.ts";

const HOUR_MS = 3_600_000;

export const secretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/, "letters, digits, dots, dashes and underscores, no digit first");

export const place = {
  project: z.string().default("default"),
  environment: z.string().min(1).meta({ description: "Slug of the environment" }),
  secretPath: z
    .string()
    .regex(/^\/([\w.-]+(\/[\w.-]+)*)?$/, "a path such as / or /billing")
    .default("/"),
};

const name = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, "lower-case letters, digits and dashes, at most 64");
const overlapHours = z
  .number()
  .positive()
  .max(87_600)
  .nullable()
  .meta({ description: "How long a superseded credential works on; null: until the run after it" });
const settings = {
  description: z.string().max(256).nullable().optional(),
  auto: z.boolean().optional().meta({ description: "Whether the schedule is on" }),
  overlapHours: overlapHours.optional(),
  strangers: z.enum(["keep", "replace"]).optional().meta({
    description: "replace: nobody else makes credentials there, so one that is not ours may be removed",
  }),
  verifyTimeoutSeconds: z.int().min(1).max(86_400).nullable().optional(),
};

const wait = z.boolean().default(true).meta({ description: "Answer when the run has ended" });
const mappingOf = ({ secret }: RotationProvider) =>
  z.object(Object.fromEntries(Object.keys(secret.shape).map((field) => [field, secretName])));

const base = {
  name,
  ...place,
  ...settings,
  connectionId: z.uuid(),
  schedule,
  wait,
};

type Settings = z.input<z.ZodObject<typeof base>>;

/** What a client sends to make a rotation of one plugin. */
export type CreateRotationOf<P> = Settings & {
  readonly type: TypeOf<P>;
  readonly parameters: ParametersOf<P>;
  /** A secret name for each field; derived from app and field when left out. */
  readonly secretsMapping?: { readonly [Field in keyof SecretOf<P>]-?: string } | undefined;
  /** The credential as it is now: proven and adopted, nothing is changed at the target. */
  readonly current?: SecretOf<P> | undefined;
};

/** What a client sends to make a rotation, by type. */
export type CreateRotationInput<Ps extends Plugins> = {
  [K in keyof Ps]: CreateRotationOf<Ps[K]>;
}[number];

/** The same, checked; the service reads it by the plugin's own schemas. */
export type CreateRotation = z.output<z.ZodObject<typeof base>> & {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly secretsMapping?: Readonly<Record<string, string>> | undefined;
  readonly current?: Readonly<Record<string, unknown>> | undefined;
};

/** One schema for all installed types. */
export function createRotationSchema<const Ps extends Plugins>(
  plugins: Ps,
): z.ZodType<CreateRotation, CreateRotationInput<Ps>> {
  const [first, ...others] = plugins.map((plugin) =>
    z.object({
      ...base,
      type: z.literal(plugin.type),
      parameters: plugin.parameters,
      secretsMapping: mappingOf(plugin).optional(),
      current: plugin.secret.optional(),
    }),
  );
  if (!first) throw new Error("no plugin is installed");
  // `map` forgets which plugin is where in the tuple; the input type says it again.
  return z.discriminatedUnion("type", [first, ...others]) as unknown as z.ZodType<
    CreateRotation,
    CreateRotationInput<Ps>
  >;
}

export const rotationId = z.object({ id: z.uuid() });

export const updateRotation = rotationId.extend({
  name: name.optional(),
  ...settings,
  schedule: schedule.optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  secretsMapping: z.record(z.string(), secretName).optional(),
});
export type UpdateRotation = z.output<typeof updateRotation>;

export const listRotations = z.object({
  project: z.string().optional(),
  type: z.string().optional(),
  connectionId: z.uuid().optional(),
  search: z.string().max(256).optional(),
  sort: z.enum(["name", "createdAt", "nextAt", "lastRotatedAt"]).default("name"),
  descending: z.boolean().default(false),
  limit: z.int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});
export type ListRotations = z.output<typeof listRotations>;

export const rotateRotation = rotationId.extend({
  wait,
  force: z.boolean().default(false).meta({ description: "End a promised overlap before its time" }),
  requestKey: z.string().min(1).max(255).optional(),
});
export const runRotation = rotationId.extend({ wait });

export const releaseRotation = rotationId.extend({
  decision: z.enum(["retry", "keep-old", "take-new", "not-ours"]).optional(),
});
export const deleteRotation = rotationId.extend({
  revokeGeneratedCredentials: z.boolean().default(false),
  deleteSecrets: z.boolean().default(false),
  wait,
});
export const forgetRotation = rotationId.extend({ deleteSecrets: z.boolean().default(false) });

export const hoursToMs = (hours: number | null): number | null =>
  hours === null ? null : Math.round(hours * HOUR_MS);
export const msToHours = (ms: number | null): number | null => (ms === null ? null : ms / HOUR_MS);
