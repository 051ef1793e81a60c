import { corners } from "@turnbolt/testkit";
import { type Options, readOptions } from "./options.ts";
import type { Task } from "./play.ts";
import { playInProcesses } from "./processes.ts";
import { startScore } from "./score.ts";
import { simulatedAs } from "./simulated.ts";
import { walk } from "./walk.ts";

/** Seeds that a process plays without asking for more. */
const CHUNK = 50;
const SEARCH = { histories: 1_500, depth: 4 } as const;
const PROGRESS_MS = 5_000;

const options = read();
process.exitCode = options.seed === null ? await simulate(options) : await replay(options, options.seed);

function read(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/** Every seed on every corner, and the searches; the last line counts both. */
async function simulate({ seeds, corners, exhaustive, processes, timeCapMs }: Options): Promise<number> {
  const searched = exhaustive ? corners.filter((name) => isSearched(name, corners)) : [];
  const score = startScore(corners, seeds, searched);
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1_000)} s`;
  let told = began;
  const endsAt = began + timeCapMs;
  const tasks = [...searches(searched), ...walks(corners, seeds)];
  await playInProcesses(tasks, { processes, endsAt }, (task, done) => {
    score.add(task, done);
    if (Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    console.log(`${seconds()}: ${score.progress()}`);
  });
  const { lines, passed, failed } = score.report();
  for (const line of lines) console.log(line);
  if (Date.now() >= endsAt) console.log(`the time cap was reached: ${score.progress()}`);
  console.log(`${seconds()}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** A search looks for orders of things, and those are the same whatever a plugin declares; one that is asked for is done. */
function isSearched(name: string, all: readonly string[]): boolean {
  return all.length === 1 || corners.some((corner) => corner.name === name);
}

function searches(names: readonly string[]): readonly Task[] {
  return names.map((name) => ({ kind: "search", corner: name, ...SEARCH }));
}

/** Corner by corner for each chunk, so that a time cap leaves every corner with as many seeds. */
function walks(corners: readonly string[], seeds: number): readonly Task[] {
  const starts = Array.from({ length: Math.ceil(seeds / CHUNK) }, (_, index) => 1 + index * CHUNK);
  return starts.flatMap((from) =>
    corners.map((name) => ({
      kind: "walk" as const,
      corner: name,
      from,
      to: Math.min(seeds, from + CHUNK - 1),
    })),
  );
}

/** One seed again, with everything that happens in it. */
async function replay({ corners }: Options, seed: number): Promise<number> {
  let failed = 0;
  for (const name of corners) {
    const { history, violations } = await walk(simulatedAs(name), seed);
    console.log(`${name}, seed ${seed}:`);
    for (const line of history) console.log(line);
    for (const violation of violations) console.log(`VIOLATION ${violation}`);
    if (violations.length > 0) failed++;
  }
  console.log(`${corners.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}
