import { type SearchResult, search } from "./search.ts";
import { simulatedAs } from "./simulated.ts";
import { walk } from "./walk.ts";

/** One piece of work for a process: some seeds of a corner, or the search of a corner. */
export type Task =
  | { readonly kind: "walk"; readonly corner: string; readonly from: number; readonly to: number }
  | { readonly kind: "search"; readonly corner: string; readonly histories: number; readonly depth: number };

export interface Failure {
  readonly seed: number;
  readonly violations: readonly string[];
}

export interface WalkResult {
  readonly histories: number;
  readonly calls: number;
  readonly promoted: number;
  readonly failures: readonly Failure[];
}

/** What a process tells of its task; `at` whenever a history begins, so that one that never ends has a name. */
export type Told =
  | { readonly at: number }
  | { readonly walked: WalkResult }
  | { readonly searched: SearchResult }
  | { readonly broke: string };

/** Does one piece of work until it is done or the time is over. */
export async function play(task: Task, endsAt: number, tell: (told: Told) => void): Promise<void> {
  const over = () => Date.now() > endsAt;
  if (task.kind === "walk") tell({ walked: await walkSeeds(task, over, tell) });
  else {
    const { histories, depth } = task;
    const began = (at: number) => tell({ at });
    tell({ searched: await search(simulatedAs(task.corner), { histories, depth, over, began }) });
  }
}

async function walkSeeds(
  { corner: name, from, to }: Task & { kind: "walk" },
  over: () => boolean,
  tell: (told: Told) => void,
): Promise<WalkResult> {
  const failures: Failure[] = [];
  let [histories, calls, promoted] = [0, 0, 0];
  for (let seed = from; seed <= to && !over(); seed++) {
    tell({ at: seed });
    const result = await walk(simulatedAs(name), seed);
    histories++;
    calls += result.calls;
    promoted += result.promoted;
    if (result.violations.length > 0) failures.push({ seed, violations: result.violations });
  }
  return { histories, calls, promoted, failures };
}
