import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Scenario, ScenarioResult } from "./scenario.ts";

/** A fault in the product's source: `find` is there exactly once, and `replace` takes its place. */
export interface Mutant {
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A scenario that goes on longer than this never ends. */
const LONGEST_MS = 60_000;

/** Plays a scenario in a process of its own, with the faults that are given, and tells what went wrong in it. */
export async function playScenario(
  scenario: Scenario,
  ...mutants: readonly Mutant[]
): Promise<ScenarioResult> {
  const hook = new URL("./mutate-hook.ts", import.meta.url);
  hook.searchParams.set("mutants", JSON.stringify(mutants));
  const child = fileURLToPath(new URL("./scenario-child.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", hook.href, child, JSON.stringify(scenario)],
    { timeout: LONGEST_MS, maxBuffer: 1 << 26 },
  );
  // The child's last words are its result.
  return JSON.parse(stdout) as ScenarioResult;
}
