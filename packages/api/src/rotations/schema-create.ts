import { type RotationProvider, schedule } from "@turnbolt/core";
import * as z from "zod";
import type { ParametersOf, Plugins, SecretOf, TypeOf } from "../plugins.ts";
import { secretName } from "../tree/names.ts";
import * as field from "./schema-fields.ts";

const base = {
  name: field.rotationName,
  projectId: z.string().min(1),
  environment: field.environment,
  secretPath: field.secretPath,
  connectionId: z.uuid().meta({ description: "A connection to the app of this type" }),
  isAutoRotationEnabled: z.boolean().default(true).meta({ description: "Whether the schedule is on" }),
  rotationInterval: field.rotationInterval.optional(),
  rotateAtUtc: field.rotateAtUtc.optional(),
  schedule: schedule.optional().meta({ description: "Instead of `rotationInterval`" }),
  ...field.settings,
  wait: field.wait,
  requestKey: field.requestKey,
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
  const [first, ...others] = plugins.map(schemaOf);
  if (!first) throw new Error("no plugin is installed");
  // `map` forgets which plugin is where in the tuple; the input type says it again.
  return z.discriminatedUnion("type", [first, ...others]) as unknown as z.ZodType<
    CreateRotation,
    CreateRotationInput<Ps>
  >;
}

const schemaOf = (plugin: RotationProvider) =>
  z
    .object({
      ...base,
      type: z.literal(plugin.type),
      parameters: plugin.parameters,
      secretsMapping: mappingOf(plugin).optional(),
      current: plugin.secret.optional().meta({
        description: "The credential as it is now: proven and adopted, nothing is changed at the target",
      }),
    })
    .superRefine(oneSchedule);

const mappingOf = ({ secret }: RotationProvider) =>
  z.object(Object.fromEntries(Object.keys(secret.shape).map((name) => [name, secretName])));

function oneSchedule(
  { rotationInterval, rotateAtUtc, schedule: given }: z.output<z.ZodObject<typeof base>>,
  { addIssue }: z.RefinementCtx,
): void {
  const refuse = (path: string, message: string) => addIssue({ code: "custom", path: [path], message });
  if (given === undefined && rotationInterval === undefined)
    refuse("rotationInterval", "is needed, or `schedule` in its place");
  if (given !== undefined && rotationInterval !== undefined)
    refuse("schedule", "`rotationInterval` is given too: one of them is needed");
  if (given !== undefined && rotateAtUtc !== undefined)
    refuse("rotateAtUtc", "belongs to `rotationInterval`; `schedule` has its own time of day");
}
