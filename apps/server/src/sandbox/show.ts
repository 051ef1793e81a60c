import type { RunView, Services } from "@turnbolt/api";
import { SANDBOX } from "./actor.ts";

type Step = RunView["steps"][number];

/** How a step is called before people who have not read the words yet. */
const NAMES: Partial<Record<Step["name"], string>> = { revoke: "retire" };

/** Prints the steps of a run as they happen, those that `shows` wants; throws when the run does not end well. */
export async function showRun(
  { runs }: Services,
  runId: string,
  say: (text: string) => void,
  shows: (step: Step) => boolean = () => true,
): Promise<void> {
  let seen = 0;
  let last: RunView | null = null;
  for await (const run of runs.follow(runId, SANDBOX, AbortSignal.timeout(60_000))) {
    for (const step of run.steps.slice(seen).filter(shows)) say(lineOf(step));
    seen = run.steps.length;
    last = run;
  }
  if (last?.state !== "done") throw new Error(last?.message ?? "the run did not end in time");
}

function lineOf({ name, startedAt, endedAt, outcome, message }: Step): string {
  const took = Math.round(endedAt.getTime() - startedAt.getTime());
  const time = `${took < 1 ? "<1" : took} ms`;
  const told = outcome === "ok" ? "" : `   ${message ?? outcome}`;
  return `    ${(NAMES[name] ?? name).padEnd(8)} ${outcome === "ok" ? "✓" : "✗"} ${time.padStart(8)}${told}`;
}
