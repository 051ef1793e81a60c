import type { RotationProvider, RunRef } from "@turnbolt/core";
import type { StartTarget, Subject, Target } from "../target.ts";

/** How much time and how many histories a suite may take; a real server needs a smaller number than one in memory. */
export interface Budget {
  /** At most so many histories for each case of `crash`, `lag` and `strangers`; spread evenly when there are more. */
  readonly histories: number;
  /** No new history starts after so many milliseconds of one case. */
  readonly ms: number;
}

/** What every case works with: one provider, one running target, one clock. */
export interface Stage {
  readonly provider: RotationProvider;
  readonly clock: { time: number };
  readonly budget: Budget;
  target(): Promise<Target>;
  subject(): Promise<Subject>;
  /** The next run, with a label as long as a label may be. */
  run(): RunRef;
  /** One line for the people who read the report. */
  note(line: string): void;
  stop(): Promise<void>;
}

/** One promise of the contract, and how it is looked at. Throws when it is broken. */
export interface Case {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

export type SuiteName =
  | "contract"
  | "idempotence"
  | "options"
  | "facts"
  | "secrecy"
  | "lag"
  | "strangers"
  | "crash";

export interface Suite {
  readonly name: SuiteName;
  /** The cases that make sense for this provider. */
  cases(provider: RotationProvider): readonly Case[];
}

export interface StageOptions {
  readonly provider: RotationProvider;
  readonly target: StartTarget;
  readonly budget?: Partial<Budget>;
  readonly note?: (line: string) => void;
}

const DEFAULT_BUDGET: Budget = { histories: 400, ms: 10_000 };
/** Where the kit's clock starts: any instant does, as long as it is always the same one. */
const START = Date.UTC(2030, 0, 7, 12);

/** A stage whose target starts when it is first needed. */
export function openStage({ provider, target, budget, note = () => {} }: StageOptions): Stage {
  const clock = { time: START };
  let runs = 0;
  let started: Promise<Target> | null = null;
  const running = () => {
    started ??= target({ now: () => clock.time });
    return started;
  };
  return {
    provider,
    clock,
    budget: { ...DEFAULT_BUDGET, ...budget },
    target: running,
    subject: async () => (await running()).subject(),
    run() {
      const number = (++runs).toString(16).padStart(12, "0");
      return { id: `00000000-0000-4000-8000-${number}`, label: `tb-kit000-${"0".repeat(18)}${number}` };
    },
    note,
    async stop() {
      const ending = started;
      started = null;
      if (ending) await (await ending).stop();
    },
  };
}
