import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { seeded } from "@turnbolt/testkit/world";
import type { ChildCode } from "./child-code.ts";
import { startExternal } from "./databases.ts";
import { deeds, doneUnharmed } from "./deeds.ts";
import { violations } from "./invariants.ts";
import { closeLane, type DatabaseKind, type Lane, openLane, restart } from "./lane.ts";
import { learn, round } from "./plan.ts";
import { type Kill, play, type Shot } from "./play.ts";
import type { Plant } from "./setup.ts";
import { startTarget } from "./target.ts";
import { turns } from "./turns.ts";

export interface LanesOptions {
  /** Names of plugins. */
  readonly providers: readonly string[];
  readonly databases: readonly DatabaseKind[];
  readonly rounds: number;
  /** No further kill is begun after so long. */
  readonly timeCapMs: number;
  readonly seed: number;
  /** At most so many kills in each lane. */
  readonly perLane?: number | undefined;
  readonly plant?: Plant | undefined;
  readonly code: ChildCode;
  readonly onKill: (kill: Kill) => void;
  readonly tell: (message: string) => void;
}

/** More processes than this at once only wait for each other. */
const STARTS_AT_ONCE = 2;
/** More lanes than this at once only hold memory. */
const LANES_AT_ONCE = 3;

/** Plays every provider with every database, some side by side. Gives what went wrong outside of any kill. */
export async function playLanes(options: LanesOptions): Promise<readonly string[]> {
  const external =
    options.providers.length > 0 && options.databases.includes("external") ? await startExternal() : null;
  if (external) options.tell(`the external database is a PostgreSQL of its own (${external.version})`);
  const inTurn = turns(STARTS_AT_ONCE);
  const ends = performance.now() + options.timeCapMs;
  const problems: string[] = [];
  const playOne = async (provider: string, database: DatabaseKind) => {
    if (performance.now() > ends) return;
    const name = `${provider} on ${database}`;
    const { plant, code } = options;
    const databaseUrl =
      database === "external" ? await external?.database(`lane_${provider.replace("-", "_")}`) : undefined;
    const target = await startTarget(provider);
    let lane: Lane | null = null;
    try {
      lane = await openLane({ provider, database, target, databaseUrl, plant, code, inTurn });
      await playLane(lane, options, ends);
      const log = database === "external" ? await external?.log() : await embeddedLog(lane);
      problems.push(...(await inTheEnd(lane, log ?? "")).map((text) => `${name}, in the end: ${text}`));
    } catch (error) {
      const output = lane?.server.output().slice(-2_000) ?? "it did not begin";
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}\n${output}`);
    } finally {
      if (lane) await closeLane(lane);
      await target.stop();
    }
  };
  const pairs = options.providers.flatMap((provider) =>
    options.databases.map((database) => [provider, database] as const),
  );
  const aLane = turns(LANES_AT_ONCE);
  await Promise.all(pairs.map(([provider, database]) => aLane(() => playOne(provider, database)))).finally(
    () => external?.stop(),
  );
  return problems;
}

async function playLane(lane: Lane, options: LanesOptions, ends: number): Promise<void> {
  const { provider, database } = lane.options;
  const random = seeded(
    options.seed + [...`${provider} ${database}`].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7),
  );
  const script = await learn(lane);
  let killed = 0;
  for (let rounds = 0; rounds < options.rounds; rounds++) {
    for (const shot of round(lane, script, random)) {
      const kills = await hit(lane, shot);
      for (const kill of kills) options.onKill(kill);
      killed += kills.length;
      if (performance.now() > ends || killed >= (options.perLane ?? Number.POSITIVE_INFINITY)) return;
      if (kills.some(({ problems }) => problems.length > 0)) await startAfresh(lane);
    }
  }
}

/** Where the deed took another way this time, its first passage of the point will do. */
async function hit(lane: Lane, shot: Shot): Promise<readonly Kill[]> {
  const kills = await play(lane, shot);
  if (kills.length > 0 || shot.aim.occurrence === 1) return kills;
  return await play(lane, { ...shot, aim: { ...shot.aim, occurrence: 1 } });
}

/** What is out of step would spoil every kill after it: the next ones get a rotation of their own. */
async function startAfresh(lane: Lane): Promise<void> {
  if (lane.server.isGone) await restart(lane);
  lane.known = null;
  await doneUnharmed(lane, deeds.create);
}

/** Nothing happened to the rotations that others were killed beside, and the database has logged nothing secret. */
async function inTheEnd(lane: Lane, databaseLog: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const known of lane.before) found.push(...(await violations(lane.server, known)));
  const shown = [...lane.values].filter((value) => databaseLog.includes(value)).length;
  if (shown > 0) found.push(`${shown} secret values are in the database's log`);
  return found;
}

const embeddedLog = ({ setup }: Lane): Promise<string> =>
  readFile(join(setup.dataDirectory, "postgres", "server.log"), "utf8");
