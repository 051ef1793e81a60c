import { type Answer, isUnknown } from "./call.ts";
import { type Job, note } from "./job.ts";
import type { Step } from "./model.ts";

/** A step that takes longer is told to those who watch before it is over. */
const LONG_STEP_MS = 1_000;

/** One step of the run in hand, for those who watch and for the run's own record. */
export interface StepWatch {
  readonly warn: (message: string) => void;
  readonly progress: (done: number, total?: number) => void;
  /** Takes back what would have been told of a long step. */
  readonly stop: () => void;
  /** The record of the step travels with the run's next flush. */
  readonly noteEnd: (answer: Answer<unknown>) => void;
}

export function watchStep(job: Job, name: Step["name"], startedAt: Date): StepWatch {
  const { clock, onLongStep } = job.engine;
  const run = job.work.run;
  const attempt = (run?.steps.filter((step) => step.name === name).length ?? 0) + 1;
  const warnings: string[] = [];
  const tell = (progress?: { readonly done: number; readonly total?: number | undefined }) => {
    if (run) onLongStep?.({ runId: run.id, name, attempt, startedAt, ...(progress && { progress }) });
  };
  return {
    warn: (message) => void warnings.push(message),
    progress: (done, total) => tell({ done, total }),
    stop: clock.at(clock.monotonic() + LONG_STEP_MS, tell),
    noteEnd: (answer) => {
      const told = answer.ok ? warnings : [answer.message, ...warnings];
      const step: Step = {
        name,
        attempt,
        startedAt,
        endedAt: clock.now(),
        outcome: outcomeOf(answer),
        message: told.length > 0 ? told.join("; ") : null,
      };
      if (job.work.run) note(job, () => ({ steps: [step] }));
    },
  };
}

function outcomeOf(answer: Answer<unknown>): Step["outcome"] {
  if (answer.ok) return "ok";
  if (answer.code === "refused") return "refused";
  return isUnknown(answer.code) ? "unknown" : "failed";
}
