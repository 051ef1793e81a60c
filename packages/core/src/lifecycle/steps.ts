import type { RotationProvider } from "../provider.ts";
import type { Job, Next } from "./job.ts";
import type { RunState } from "./model.ts";

/** One step: asks the target at most for one change, and says what comes next. */
export type StepOf<P extends RotationProvider> = (job: Job, provider: P) => Promise<Next>;

/** The states in which a run has work to do. */
export type WorkingState = Exclude<RunState, "queued" | "done" | "failed" | "cancelled">;

export const isWorking = (state: RunState): state is WorkingState =>
  state !== "queued" && state !== "done" && state !== "failed" && state !== "cancelled";

/** The story of a phase: from the state on disk to the step that is taken. */
export type Steps<P extends RotationProvider> = Readonly<Record<WorkingState, StepOf<P>>>;
