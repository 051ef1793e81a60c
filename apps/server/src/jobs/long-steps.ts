import type { LongStep } from "@turnbolt/core";
import { type Database, type NewCurrentStep, noteCurrentStep } from "@turnbolt/store";

/** Tells those who watch a run of a step that takes long. */
export interface LongSteps {
  /** Never throws and never waits: the step goes on beside it. */
  note(step: LongStep): void;
  /** Waits until what was noted is written. */
  settled(): Promise<void>;
}

export interface LongStepParts {
  readonly write: (step: Omit<NewCurrentStep, "owner">) => Promise<void>;
  readonly onError: (runId: string, error: unknown) => void;
}

/** Writes one note of a run at a time: of what is told meanwhile, only the last is still news. */
export function longSteps({ write, onError }: LongStepParts): LongSteps {
  const waiting = new Map<string, LongStep>();
  const writing = new Map<string, Promise<void>>();
  const drain = async (runId: string): Promise<void> => {
    for (let step = waiting.get(runId); step; step = waiting.get(runId)) {
      waiting.delete(runId);
      await write({ runId, step: seen(step) }).catch((error: unknown) => onError(runId, error));
    }
    writing.delete(runId);
  };
  return {
    note: (step) => {
      waiting.set(step.runId, step);
      if (!writing.has(step.runId)) writing.set(step.runId, drain(step.runId));
    },
    settled: async () => {
      await Promise.all(writing.values());
    },
  };
}

/** The notes of one process in its database. */
export const longStepsIn = (
  database: Database,
  owner: string,
  onError: LongStepParts["onError"],
): LongSteps => longSteps({ write: (note) => noteCurrentStep(database, { ...note, owner }), onError });

/** A plugin may say anything of its way, whatever the types want; only numbers are passed on. */
function seen({ name, attempt, startedAt, progress }: LongStep): NewCurrentStep["step"] {
  const done = amount(progress?.done);
  return {
    name,
    attempt,
    startedAt,
    progress: done === null ? null : { done, total: amount(progress?.total) },
  };
}

const amount = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
