import { setTimeout as pause } from "node:timers/promises";
import { type DeedName, deeds, doneUnharmed, newRuns, rest } from "./deeds.ts";
import { valuesOf, violations } from "./invariants.ts";
import { type Lane, restart } from "./lane.ts";
import type { Aim } from "./server-process.ts";

/** One kill and what came of it. */
export interface Kill {
  readonly provider: string;
  readonly database: string;
  readonly deed: DeedName;
  readonly aim: Aim;
  /** Whether it came while the kill before it was being recovered from. */
  readonly inRecovery: boolean;
  /** What was wrong afterwards; nothing is the answer to hope for. */
  readonly problems: readonly string[];
}

export interface Shot {
  readonly deed: DeedName;
  readonly aim: Aim;
  /** A second kill, while the process recovers from the first. */
  readonly again: Aim | null;
}

/**
 * Asks for a deed, kills the process at the point, starts it again, waits until all is at rest, and asks the target
 * what is true. Gives no kill when the deed was done without passing the point.
 */
export async function play(lane: Lane, { deed, aim, again }: Shot): Promise<readonly Kill[]> {
  const { provider, database } = lane.options;
  const hits: Omit<Kill, "problems">[] = [];
  const hit = (aim: Aim, inRecovery: boolean) => hits.push({ provider, database, deed, aim, inRecovery });
  const problems: string[] = [];
  try {
    await deeds[deed].prepare(lane);
    if (!(await diesOnTheWay(lane, deed, aim))) return [];
    hit(aim, false);
    if (await recover(lane, deed, again)) hit(again ?? aim, true);
    problems.push(...(await verdict(lane, deed)));
    await doneUnharmed(lane, deeds.rotate);
    problems.push(...(await verdict(lane, "rotate")).map((text) => `one rotation later: ${text}`));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  if (hits.length === 0 && problems.length > 0) hit(aim, false);
  problems.push(...printedValues(lane));
  if (problems.length > 0) problems.push(await storyOf(lane));
  return hits.map((one) => ({ ...one, problems }));
}

/** Whether the process was killed before the deed was done. */
async function diesOnTheWay(lane: Lane, deed: DeedName, aim: Aim): Promise<boolean> {
  const { server } = lane;
  server.aim(aim);
  try {
    await deeds[deed].ask(lane);
    await rest(lane, server);
    server.aim(null);
    return server.isGone;
  } catch (error) {
    await Promise.race([server.gone, pause(2_000, undefined, { ref: false })]);
    if (server.isGone) return true;
    throw error;
  }
}

/** Starts the process until all is at rest again; true when it was killed once more on the way. */
async function recover(lane: Lane, deed: DeedName, again: Aim | null): Promise<boolean> {
  if (again === null) {
    await restart(lane, null);
    await settleDown(lane, deed);
    return false;
  }
  try {
    if ((await restart(lane, again)) === "started") {
      await settleDown(lane, deed);
      lane.server.aim(null);
      if (!lane.server.isGone) return false;
    }
  } catch (error) {
    await Promise.race([lane.server.gone, pause(2_000, undefined, { ref: false })]);
    if (!lane.server.isGone) throw error;
  }
  await restart(lane, null);
  await settleDown(lane, deed);
  return true;
}

/** What the server never heard of is asked for again, as anybody would whose request got no answer. */
async function settleDown(lane: Lane, deed: DeedName): Promise<void> {
  if (!(await deeds[deed].isKnown(lane))) {
    if (lane.known) await rest(lane);
    if (!(await deeds[deed].isKnown(lane))) await deeds[deed].ask(lane);
  }
  await rest(lane);
}

/** What is wrong now, at the target and in the records. */
async function verdict(lane: Lane, deed: DeedName): Promise<readonly string[]> {
  const { known, server, values } = lane;
  if (!known) return ["there is no rotation"];
  const found = [...(await violations(server, known)), ...(await unrecorded(lane, deed))];
  for (const secret of known.seen.values())
    for (const value of valuesOf(known.provider, secret)) values.add(value);
  for (const value of lane.options.target.values?.() ?? []) values.add(value);
  return found;
}

/** The run that was asked for is in the books, once, and done. */
async function unrecorded(lane: Lane, deed: DeedName): Promise<readonly string[]> {
  const runs = await newRuns(lane, deed);
  if (runs.length !== 1) return [`${runs.length} ${deed} runs are recorded, and one was asked for`];
  return runs
    .filter(({ state }) => state !== "done")
    .map(({ id, state, message }) => `run ${id} is ${state}: ${message}`);
}

/** Secret values in what the processes printed and logged. */
function printedValues(lane: Lane): readonly string[] {
  const printed = [...lane.printed.splice(0), lane.server.output()].join("\n");
  const shown = [...lane.values].filter((value) => printed.includes(value));
  return shown.length === 0 ? [] : [`${shown.length} secret values were printed or logged`];
}

/** Where everything stands, for whoever looks for the reason. */
async function storyOf({ server, known }: Lane): Promise<string> {
  if (!known || server.isGone) return "there is nothing more to be seen";
  const look = await server.look(known.rotationId);
  const { runs } = await server.api.runs.list.query({ rotationId: known.rotationId, limit: 5 });
  const told = runs.map(({ kind, state, createdAt, message, steps }) => {
    const taken = steps.map(
      ({ name, outcome, message }) => `${name} ${outcome}${message ? ` (${message})` : ""}`,
    );
    return `${createdAt} ${kind} ${state}${message ? `: ${message}` : ""}: ${taken.join(", ")}`;
  });
  return [JSON.stringify(look), ...told, `held: ${(await known.subject.held()).join(" ")}`].join("\n    ");
}
