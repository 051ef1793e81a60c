import { availableParallelism } from "node:os";
import { postgresTarget } from "@turnbolt/targets";
import { sharedBy, stateOf, wrongAfter } from "./checks.ts";
import { oneRowCommits } from "./commits.ts";
import { type Counts, count } from "./counts.ts";
import { raceDoors } from "./doors/race-doors.ts";
import { BATCH, install } from "./installation.ts";
import { type Options, readOptions } from "./options.ts";
import { bareQueue } from "./pg-boss.ts";
import { type Contender, type Lap, race } from "./race.ts";
import { ratio, tellLaps } from "./report.ts";
import { measureScreens } from "./screens/measure-screens.ts";
import { measureSealing } from "./seals/measure-sealing.ts";

/** What the counts must not go beyond: what was reached, to the digit. */
const MOST_FLUSHES = 1 + 1 / BATCH;
const MOST_ROUND_TRIPS = 2 + 2 / BATCH;

/** As many as the store uses for transactions. */
const CONNECTIONS = 9;
const LIFECYCLE = "rotation, whole lifecycle";
const LAID = "pg-boss, jobs lie ready";
const SENT = "pg-boss, each job sent";
const ALONE = "one-row commits, 1 connection";
const MANY = `one-row commits, ${CONNECTIONS} connections`;

process.exitCode = await bench(readOptions(process.argv.slice(2)));

async function bench(options: Options): Promise<number> {
  const costs = options.onlyScreens ? [] : await measureCosts(options);
  const results = [...costs, ...(await measureScreens(options))];
  console.log("");
  for (const { name, wrong } of results) {
    console.log(wrong.length === 0 ? `ok      ${name}` : `FAILED  ${name}: ${wrong.join("; ")}`);
  }
  const failed = results.filter(({ wrong }) => wrong.length > 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** What rotating, reading and sealing cost. */
async function measureCosts(options: Options): Promise<readonly Result[]> {
  const counts = await count();
  const { laps, wrong, shared } = await measure(options);
  console.log(`\n${options.rounds} rounds, median (lowest–highest), ${availableParallelism()} processors`);
  for (const line of tellLaps(laps)) console.log(line);
  console.log(`\n${LIFECYCLE}, round by round over`);
  for (const base of [LAID, SENT, ALONE, MANY]) console.log(`  ${base}: ${ratio(laps, LIFECYCLE, base)}`);
  console.log(`\nunder load, ${shared.toFixed(1)} promotions share a commit`);
  const doors = await raceDoors(options);
  return [
    ...judge(counts),
    { name: "every rotation was promoted exactly once a round", wrong },
    { name: "every value that was read was told of", wrong: doors.wrong },
    ...(await measureSealing(options)),
  ];
}

interface Result {
  readonly name: string;
  readonly wrong: readonly string[];
}

function judge({ flushesPerRotation, roundTripsPerRotation }: Counts): readonly Result[] {
  const within = (name: string, value: number, most: number): Result => ({
    name: `${name} for each rotation: ${value.toFixed(3)}, at most ${most.toFixed(3)}`,
    wrong: value <= most + 1e-9 && value > 1 ? [] : ["counted otherwise"],
  });
  return [
    within("flushes", flushesPerRotation, MOST_FLUSHES),
    within("round trips", roundTripsPerRotation, MOST_ROUND_TRIPS),
  ];
}

interface Measured {
  readonly laps: ReadonlyMap<string, readonly Lap[]>;
  readonly wrong: readonly string[];
  readonly shared: number;
}

async function measure(options: Options): Promise<Measured> {
  const server = await postgresTarget({ fsync: true }).start();
  try {
    const { url } = server;
    const installation = await install({ url, directUrl: url, rotations: options.rotations });
    const queue = await bareQueue(url);
    const alone = await oneRowCommits(url, 1);
    const many = await oneRowCommits(url, CONNECTIONS);
    const contenders: readonly Contender[] = [
      { name: LIFECYCLE, prepare: () => installation.makeDue(), work: () => installation.work() },
      { name: LAID, prepare: () => queue.lay(options.jobs), work: () => queue.work() },
      { name: SENT, work: () => queue.send(options.sent).then(() => queue.work()) },
      { name: ALONE, work: () => alone.work(options.commits) },
      { name: MANY, work: () => many.work(options.commits) },
    ];
    const before = await stateOf(installation);
    const laps = await race(installation.sql, contenders, options.rounds, (line) => console.log(line));
    const shared = await sharedBy(installation);
    const wrong = await wrongAfter(installation, before, options.rounds);
    await Promise.all([installation.close(), queue.close(), alone.close(), many.close()]);
    return { laps, wrong, shared };
  } finally {
    await server.stop();
  }
}
