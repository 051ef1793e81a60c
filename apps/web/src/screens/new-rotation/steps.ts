import { issuesOf } from "../../forms/form-issues.ts";
import { formSchema, type Values } from "../../forms/json-form.ts";
import type { Draft, Hidden } from "./draft.ts";
import { namesProblems } from "./names.ts";
import { scheduleOf } from "./schedule.ts";

export const steps = [
  "provider",
  "connection",
  "target",
  "schedule",
  "mapping",
  "dry-run",
  "review",
] as const;
export type Step = (typeof steps)[number];

export const stepTitles: Readonly<Record<Step, string>> = {
  provider: "Provider",
  connection: "Connection",
  target: "Target",
  schedule: "Schedule",
  mapping: "Mapping",
  "dry-run": "Dry run",
  review: "Review",
};

/** The part of a provider that steps are judged by. */
export interface Asked {
  readonly secretsMapping: Readonly<Record<string, string>>;
  readonly schemas: { readonly parameters: Values; readonly secret: Values };
}

export const isStep = (text: string): text is Step => steps.some((step) => step === text);

export const stepAfter = (step: Step): Step => steps[steps.indexOf(step) + 1] ?? step;
export const stepBefore = (step: Step): Step => steps[steps.indexOf(step) - 1] ?? step;

/** The first step that is not filled in; `null` when everything is. */
export function firstOpen(draft: Draft, hidden: Hidden, provider: Asked | null): Step | null {
  if (!provider || draft.type === null) return "provider";
  if (draft.connectionId === null || draft.projectId === null) return "connection";
  if (!fits(provider.schemas.parameters, hidden.parameters ?? draft.parameters)) return "target";
  if (draft.adopts && !fits(provider.schemas.secret, hidden.current ?? null)) return "target";
  if (scheduleOf(draft.schedule) === null) return "schedule";
  if (Object.keys(namesProblems(draft, provider.secretsMapping)).length > 0) return "mapping";
  return null;
}

/** Where a step may be looked at: up to the first that is open. */
export function mayShow(step: Step, open: Step | null): boolean {
  return open === null || steps.indexOf(step) <= steps.indexOf(open);
}

/** The step that what the server refuses belongs to. */
export function stepOf([first]: readonly (string | number)[]): Step {
  return STEP_OF[String(first)] ?? "review";
}

const STEP_OF: Readonly<Record<string, Step>> = {
  type: "provider",
  projectId: "connection",
  connectionId: "connection",
  parameters: "target",
  current: "target",
  schedule: "schedule",
  rotationInterval: "schedule",
  rotateAtUtc: "schedule",
  overlap: "schedule",
  name: "mapping",
  description: "mapping",
  environment: "mapping",
  secretPath: "mapping",
  secretsMapping: "mapping",
};

const fits = (schema: Values, values: Values | null): boolean =>
  values !== null && issuesOf(formSchema(schema), values).length === 0;
