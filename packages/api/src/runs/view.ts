import { hasEnded, type Run } from "@turnbolt/core";

/** A run with its steps as people see it. */
export const runView = (run: Run) => ({
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
});

export type RunView = ReturnType<typeof runView>;
