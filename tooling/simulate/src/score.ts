import type { Failure, Task, WalkResult } from "./play.ts";
import type { Done } from "./processes.ts";
import type { SearchResult } from "./search.ts";

/** So many seeds of one corner are told in full. */
const SHOWN_FAILURES = 5;

export interface Score {
  add(task: Task, done: Done): void;
  /** What is known by now, in one line. */
  progress(): string;
  /** Everything that was found, and how many walks and searches passed and failed. */
  report(): { readonly lines: readonly string[]; readonly passed: number; readonly failed: number };
}

interface Tally {
  histories: number;
  calls: number;
  promoted: number;
  readonly failures: Failure[];
  readonly broke: string[];
  search: SearchResult | null;
  searchBroke: string | null;
}

/** Adds up what the processes tell, corner by corner; some corners are searched as well. */
export function startScore(corners: readonly string[], seeds: number, searches: readonly string[]): Score {
  const tallies = new Map(corners.map((name) => [name, newTally()]));
  return {
    add(task, done) {
      const tally = tallies.get(task.corner);
      if (!tally) return;
      if ("walked" in done) addWalk(tally, done.walked);
      else if ("searched" in done) tally.search = done.searched;
      else if (task.kind === "walk") tally.broke.push(done.broke);
      else tally.searchBroke = done.broke;
    },
    progress() {
      const all = [...tallies.values()];
      const played = all.reduce((sum, { histories }) => sum + histories, 0);
      const bad = all.reduce((sum, { failures, broke }) => sum + failures.length + broke.length, 0);
      const searched = all.filter(({ search }) => search !== null).length;
      const line = `${played} of ${seeds * corners.length} histories, ${bad} with a violation`;
      return searches.length > 0 ? `${line}, ${searched} of ${searches.length} searches done` : line;
    },
    report() {
      const told = [...tallies].map(([name, tally]) => tell(name, tally, seeds, searches.includes(name)));
      const failed = told.reduce((sum, one) => sum + one.failed, 0);
      const count = corners.length + searches.length;
      return { lines: told.flatMap(({ lines }) => lines), passed: count - failed, failed };
    },
  };
}

const newTally = (): Tally => ({
  histories: 0,
  calls: 0,
  promoted: 0,
  failures: [],
  broke: [],
  search: null,
  searchBroke: null,
});

function addWalk(tally: Tally, { histories, calls, promoted, failures }: WalkResult): void {
  tally.histories += histories;
  tally.calls += calls;
  tally.promoted += promoted;
  tally.failures.push(...failures);
}

function tell(name: string, tally: Tally, seeds: number, searches: boolean) {
  const { histories, calls, promoted, failures, broke } = tally;
  const played = histories < seeds ? `${histories} of ${seeds}` : histories;
  const bad = failures.length + broke.length;
  const lines = [
    `${name}: ${played} histories, ${calls} calls, ${promoted} promotions, ${bad} with a violation`,
    ...broke.map((what) => `  ${what}`),
    ...failures
      .slice(0, SHOWN_FAILURES)
      .flatMap(({ seed, violations }) => [
        `  seed ${seed}: ${violations.slice(0, 3).join("; ")}`,
        `    pnpm simulate --corner ${name} --seed ${seed}`,
      ]),
    ...(failures.length > SHOWN_FAILURES ? [`  and ${failures.length - SHOWN_FAILURES} more`] : []),
  ];
  const found = searches ? tellSearch(tally) : { lines: [], failed: 0 };
  return { lines: [...lines, ...found.lines], failed: (bad > 0 || histories === 0 ? 1 : 0) + found.failed };
}

function tellSearch({ search, searchBroke }: Tally) {
  if (searchBroke) return { lines: [`  search: ${searchBroke}`], failed: 1 };
  if (!search) return { lines: ["  search: no time was left for it"], failed: 0 };
  const { histories, complete, found } = search;
  const line = `  search: ${histories} histories, complete with up to ${complete} things going wrong`;
  if (!found) return { lines: [line], failed: 0 };
  const history = found.history.map((step) => `    ${step}`);
  return {
    lines: [line, `  the shortest history that ends with ${found.violations.join("; ")}:`, ...history],
    failed: 1,
  };
}
