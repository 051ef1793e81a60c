import { hasEnded, type Run } from "@turnbolt/core";
import type { StoredRun } from "../store.ts";

/** A run with its steps as people see it. */
export const runView = (run: Run | StoredRun) => ({
  id: run.id,
  rotationId: run.rotationId,
  kind: run.kind,
  trigger: run.trigger,
  requestedBy: run.requestedBy,
  state: run.state,
  ended: hasEnded(run),
  message: run.message,
  createdAt: run.createdAt,
  endedAt: run.endedAt,
  steps: run.steps,
  /** The step under way, once it has taken a second. */
  currentStep: "currentStep" in run ? run.currentStep : null,
});

export type RunView = ReturnType<typeof runView>;
