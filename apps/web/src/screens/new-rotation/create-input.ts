import { filled, withoutSensitive } from "../../forms/defaults.ts";
import type { FormSchema, Values } from "../../forms/json-form.ts";
import type { Draft, Hidden } from "./draft.ts";
import { type Schedule, scheduleOf } from "./schedule.ts";

/** What is sent to make a rotation; which parameters there are is the plugin's to say. */
export interface CreateInput {
  readonly type: string;
  readonly name: string;
  readonly description?: string;
  readonly projectId: string;
  readonly environment: string;
  readonly secretPath: string;
  readonly connectionId: string;
  readonly parameters: Values;
  readonly secretsMapping?: Readonly<Record<string, string>>;
  readonly isAutoRotationEnabled: boolean;
  readonly rotationInterval?: number;
  readonly rotateAtUtc?: { readonly hours: number; readonly minutes: number };
  readonly schedule?: Schedule;
  readonly overlap?: number;
  readonly current?: Values;
}

/** The request that a draft stands for, or `null` while something of it is missing. */
export function createInput(draft: Draft, hidden: Hidden): CreateInput | null {
  const { type, projectId, connectionId, environment, parameters } = draft;
  const schedule = scheduleOf(draft.schedule);
  if (!type || !projectId || !connectionId || !environment || !parameters || !schedule) return null;
  const description = draft.description.trim();
  return {
    type,
    name: draft.name.trim(),
    ...(description !== "" && { description }),
    projectId,
    environment,
    secretPath: draft.secretPath,
    connectionId,
    parameters: filled(hidden.parameters ?? parameters),
    ...(draft.secretsMapping && { secretsMapping: draft.secretsMapping }),
    isAutoRotationEnabled: draft.isAutoRotationEnabled,
    ...shortOf(schedule),
    ...(draft.overlapHours !== null && { overlap: draft.overlapHours }),
    ...(draft.adopts && { current: filled(hidden.current ?? {}) }),
  };
}

/** The same for people to read: without anything sensitive. */
export function shownInput(
  input: CreateInput,
  schemas: { readonly parameters: FormSchema; readonly secret: FormSchema },
): CreateInput {
  const { current, ...rest } = input;
  return {
    ...rest,
    parameters: withPlaceholders(schemas.parameters, input.parameters),
    ...(current && { current: withPlaceholders(schemas.secret, current) }),
  };
}

/** What stands in code where a sensitive value belongs. */
export const placeholder = (field: string): string => `<${field}>`;

function withPlaceholders(schema: FormSchema, values: Values): Values {
  const open = withoutSensitive(schema, values);
  const hidden = Object.keys(values).filter((name) => schema.properties?.[name]?.sensitive);
  return { ...open, ...Object.fromEntries(hidden.map((name) => [name, placeholder(name)])) };
}

/** Days at a time in UTC have a form of their own, which every client knows. */
function shortOf(schedule: Schedule): Partial<CreateInput> {
  const isShort =
    schedule.kind === "interval" &&
    schedule.timeZone === "UTC" &&
    schedule.windowMinutes === undefined &&
    schedule.jitterMinutes === undefined;
  return isShort ? { rotationInterval: schedule.days, rotateAtUtc: schedule.at } : { schedule };
}
