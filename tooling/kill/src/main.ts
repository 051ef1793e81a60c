import { parseArgs } from "node:util";
import * as z from "zod";
import { buildChild } from "./child-code.ts";
import { playFleets } from "./fleet/play.ts";
import { playLanes } from "./lanes.ts";
import type { Kill } from "./play.ts";
import { providerNames } from "./providers.ts";
import { lineOf, tableOf } from "./report.ts";

const USAGE = `pnpm kill [options]

  --rounds N         every named step in every lane, N times (1)
  --kills N          at most so many kills in each lane
  --provider NAME    only this one: ${providerNames.join(", ")}; none: only the three processes
  --database KIND    only this one: embedded, external
  --time-cap S       begin no further kill after so many seconds (200), if there were enough
  --at-least N       so many are enough (100); after twice the time cap there is an end in any case
  --seed N           the order in which it happens; printed at the start
  --plant NAME       a deliberate fault that has to be found: late-baseline (aws-iam), late-draft (okta)
  --no-fleet         leave the three processes out`;

/** What a run of everything has to reach. */
const ENOUGH = 100;

const options = z.object({
  rounds: z.coerce.number().int().min(1).default(1),
  kills: z.coerce.number().int().min(1).optional(),
  provider: z.enum([...providerNames, "none"]).optional(),
  database: z.enum(["embedded", "external"]).optional(),
  "time-cap": z.coerce.number().positive().default(200),
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
    const atLeast = asked["at-least"] ?? (asked.provider || asked.database || asked.kills ? 0 : ENOUGH);
    const found = await playLanes({
      ...asked,
      seed,
      code,
      providers: asked.provider === "none" ? [] : asked.provider ? [asked.provider] : providerNames,
      databases: asked.database ? [asked.database] : ["embedded", "external"],
      timeCapMs: asked["time-cap"] * 1_000,
      atLeast,
      perLane: asked.kills,
      onKill: (kill) => {
        kills.push(kill);
        say(lineOf(kill), 0);
      },
      tell: (message) => void say(message, 0),
    });
    const short = kills.length < atLeast ? [`only ${kills.length} kills in the time there was`] : [];
    const fleets = values["no-fleet"]
      ? []
      : await playFleets({ code, plant: asked.plant, tell: (text) => void say(text, 0) });
    return conclude(kills, [...found, ...short], fleets);
  } finally {
    await code.remove();
  }
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
