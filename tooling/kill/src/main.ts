import { parseArgs } from "node:util";
import * as z from "zod";
import { buildChild } from "./child-code.ts";
import { playFleets } from "./fleet/play.ts";
import { playLanes } from "./lanes.ts";
import type { Kill } from "./play.ts";
import { pluginNames } from "./plugins.ts";
import { figuresOf, lineOf, tableOf } from "./report.ts";
import { isHere } from "./target.ts";

/** What a run of everything has to reach for each provider. */
const ENOUGH = 20;
/** So that the whole of it stays within the time that `npm test` gives it. */
const CAP_S = 460;

const USAGE = `pnpm kill [options]

  --rounds N         every named step in every lane, N times, in place of ${ENOUGH} kills for each provider
  --kills N          at most so many kills in each lane
  --provider NAME    only this one: ${pluginNames.join(", ")}; none: only the three processes
  --database KIND    only this one: embedded, external
  --time-cap S       begin no further kill after so many seconds (${CAP_S})
  --at-least N       fewer kills of a provider are a failure (${ENOUGH}, if nothing else is asked for)
  --seed N           the order in which it happens; printed at the start
  --plant NAME       a deliberate fault that has to be found: late-baseline (aws-iam), late-draft (okta)
  --no-fleet         leave the three processes out`;

const options = z.object({
  rounds: z.coerce.number().int().min(1).optional(),
  kills: z.coerce.number().int().min(1).optional(),
  provider: z.enum([...pluginNames, "none"]).optional(),
  database: z.enum(["embedded", "external"]).optional(),
  "time-cap": z.coerce.number().positive().default(CAP_S),
  "at-least": z.coerce.number().int().min(0).optional(),
  seed: z.coerce.number().int().optional(),
  plant: z.enum(["late-baseline", "late-draft"]).optional(),
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ rounds: { type: "string" }, kills: { type: "string" }, provider: { type: "string" } },
      ...{ database: { type: "string" }, "time-cap": { type: "string" }, seed: { type: "string" } },
      ...{
        plant: { type: "string" },
        "at-least": { type: "string" },
        "no-fleet": { type: "boolean" },
        help: { type: "boolean" },
      },
    } as const,
  });
  if (values.help) return say(USAGE, 0);
  const read = options.safeParse(values);
  if (!read.success) return say(`${z.prettifyError(read.error)}\n\n${USAGE}`, 2);
  const { seed = Math.floor(Math.random() * 1e9), ...asked } = read.data;
  const code = await buildChild();
  try {
    say(`seed ${seed}`, 0);
    const kills: Kill[] = [];
    const providers: string[] = [];
    for (const name of asked.provider === "none" ? [] : asked.provider ? [asked.provider] : pluginNames)
      if (await isHere(name)) providers.push(name);
    const databases = asked.database ? ([asked.database] as const) : (["embedded", "external"] as const);
    const isWhole = !asked.rounds && !asked.kills;
    const found = await playLanes({
      ...asked,
      seed,
      code,
      providers,
      databases,
      rounds: asked.rounds ?? ENOUGH,
      timeCapMs: asked["time-cap"] * 1_000,
      perLane: asked.kills ?? (isWhole ? Math.ceil(ENOUGH / databases.length) : undefined),
      onKill: (kill) => {
        kills.push(kill);
        say(lineOf(kill), 0);
      },
      tell: (message) => void say(message, 0),
    });
    const short = tooFew(kills, asked["at-least"] ?? (isWhole ? ENOUGH : 0), providers);
    const fleets = values["no-fleet"]
      ? []
      : await playFleets({ code, plant: asked.plant, tell: (text) => void say(text, 0) });
    return conclude(kills, [...found, ...short], fleets);
  } finally {
    await code.remove();
  }
}

function tooFew(kills: readonly Kill[], atLeast: number, providers: readonly string[]): readonly string[] {
  return providers
    .map((name) => ({ name, count: kills.filter(({ provider }) => provider === name).length }))
    .filter(({ count }) => count < atLeast)
    .map(({ name, count }) => `only ${count} kills of ${name} in the time there was`);
}

interface Fleet {
  readonly name: string;
  readonly problems: readonly string[];
}

function conclude(kills: readonly Kill[], problems: readonly string[], fleets: readonly Fleet[]): number {
  const passed = kills.filter((kill) => kill.problems.length === 0).length;
  const sound = fleets.filter((fleet) => fleet.problems.length === 0).length;
  if (kills.length > 0) say(`\n${tableOf(kills)}\n`, 0);
  for (const text of problems) say(`✗ ${text}`, 0);
  for (const line of figuresOf(kills)) say(line, 0);
  if (kills.length > 0) say(`${kills.length} kills: ${passed} passed`, 0);
  const failed = kills.length - passed + problems.length + fleets.length - sound;
  say(`${passed + sound} passed, ${failed} failed`, 0);
  return failed === 0 ? 0 : 1;
}

function say(text: string, status: number): number {
  process.stdout.write(`${text}\n`);
  return status;
}

process.exitCode = await main();
