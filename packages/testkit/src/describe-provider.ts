import type { RotationProvider } from "@turnbolt/core";
import { allSuites } from "./suites/all-suites.ts";
import { told } from "./suites/expect.ts";
import { type Budget, openStage, type Stage, type SuiteName } from "./suites/stage.ts";
import type { StartTarget } from "./target.ts";

export interface ConformanceOptions {
  readonly provider: RotationProvider;
  readonly target: StartTarget;
  /** All of them when absent. */
  readonly suites?: readonly SuiteName[];
  /** A real server gets fewer histories than a target in memory. */
  readonly budget?: Partial<Budget>;
  /** Told how many crash points there were, and what a target could not show; the console when absent. */
  readonly note?: (line: string) => void;
}

/** What a case may take beyond its budget: the history in hand is played to its end. */
const SLACK_MS = 20_000;

/** The parts of a test runner that the kit uses: those of vitest, jest, mocha and `node:test` all do. */
export interface Runner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
  /** `after` or `afterAll`; without one, the last test ends the target. */
  afterAll?(body: () => Promise<void>): unknown;
}

/**
 * Puts a provider and a target of its kind through the whole conformance suite.
 *
 * @example
 * import { describe, it, afterAll } from "vitest";
 * describeProvider({ provider, target: startTarget, describe, it, afterAll });
 */
export function describeProvider({ describe, it, afterAll, ...options }: ConformanceOptions & Runner): void {
  const stage = stageOf(options);
  describe(options.provider.type, () => {
    for (const suite of chosenSuites(options)) {
      const cases = suite.cases(options.provider);
      if (cases.length === 0) continue;
      describe(suite.name, () => {
        for (const { name, run } of cases) it(name, () => told(() => run(stage)), stage.budget.ms + SLACK_MS);
      });
    }
    if (afterAll) afterAll(() => stage.stop());
    else it("the target ends", () => stage.stop());
  });
}

/** What became of one case. */
export interface CaseResult {
  readonly suite: SuiteName;
  readonly name: string;
  /** `null`: it holds. */
  readonly failure: Error | null;
}

/** The same without a test runner: every case, and what became of it. */
export async function examineProvider(options: ConformanceOptions): Promise<readonly CaseResult[]> {
  const stage = stageOf(options);
  const results: CaseResult[] = [];
  try {
    for (const suite of chosenSuites(options)) {
      for (const { name, run } of suite.cases(options.provider)) {
        const failure = await told(() => run(stage)).then(() => null, toError);
        results.push({ suite: suite.name, name, failure });
      }
    }
  } finally {
    await stage.stop();
  }
  return results;
}

const stageOf = ({ provider, target, budget, note = console.log }: ConformanceOptions): Stage =>
  openStage({ provider, target, note, ...(budget && { budget }) });

const chosenSuites = ({ suites }: ConformanceOptions) =>
  allSuites.filter(({ name }) => !suites || suites.includes(name));

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
