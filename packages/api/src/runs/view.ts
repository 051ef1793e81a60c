import { hasEnded } from "@turnbolt/core";
import type { StoredRun } from "../store.ts";
import type { RunView } from "./schema.ts";

/** A run with its steps as people see it. */
export const runView = (run: StoredRun): RunView => ({
  id: run.id,
  rotationId: run.rotationId,
  projectId: run.projectId,
  kind: run.kind,
  trigger: run.trigger,
  requestedBy: run.requestedBy,
  state: run.state,
  ended: hasEnded(run),
  message: run.message,
  cause: run.failure,
  createdAt: run.createdAt,
  endedAt: run.endedAt,
  steps: [...run.steps],
  currentStep: run.currentStep,
});
