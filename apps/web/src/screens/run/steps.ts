import type { Run } from "./run.ts";

/** A step that is over, or the one under way. */
export interface ShownStep {
  readonly name: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: string;
  readonly message: string | null;
  readonly progress: { readonly done: number; readonly total: number | null } | null;
}

/** The steps of a run in their order, with the one under way at the end. */
export function stepsOf({
  steps,
  currentStep,
  ended,
}: Pick<Run, "steps" | "currentStep" | "ended">): ShownStep[] {
  const over = steps.map((step) => ({ ...step, progress: null }));
  if (ended || !currentStep) return over;
  // It may have ended since it was noted; then it is among the others.
  const isOver = steps.some(
    ({ name, attempt }) => name === currentStep.name && attempt === currentStep.attempt,
  );
  if (isOver) return over;
  return [...over, { ...currentStep, endedAt: null, outcome: "running", message: null }];
}

/** How a step came out, in words. */
export const outcomeInWords = (outcome: string): string => OUTCOMES[outcome] ?? outcome;

const OUTCOMES: Readonly<Record<string, string>> = {
  ok: "done",
  refused: "refused by the target",
  failed: "failed",
  unknown: "no definite answer",
  waiting: "waits",
  running: "under way",
};
