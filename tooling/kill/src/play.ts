import { type DeedName, deeds, doneUnharmed, newRuns } from "./deeds.ts";
import { valuesOf, violations } from "./invariants.ts";
import type { Lane } from "./lane.ts";
import type { Aim } from "./server-process.ts";
import { recover, strike } from "./strike.ts";

/** How a process is to die, and what happens while it is dead. */
export interface Shot {
  readonly deed: DeedName;
  readonly aim: Aim;
  /** A second kill, while the process recovers from the first. */
  readonly again: Aim | null;
  /** A call that was in flight reaches the target when the next process passes this point; without one it is lost. */
  readonly lands: Aim | null;
  /** Somebody else makes a credential where we make ours, if there is room. */
  readonly stranger: boolean;
}

/** One kill and what came of it. */
export interface Kill {
  readonly provider: string;
  readonly database: string;
  readonly deed: DeedName;
  readonly aim: Aim;
  /** What else happened, in a few words. */
  readonly beside: readonly string[];
  /** What was wrong afterwards; nothing is the answer to hope for. */
  readonly problems: readonly string[];
}

/**
 * Asks for a deed, kills the process at the point, starts it again, waits until all is at rest, and asks the target
 * what is true. Gives no kill when the deed was done without passing the point.
 */
export async function play(lane: Lane, shot: Shot): Promise<readonly Kill[]> {
  const { provider, database } = lane.options;
  const { deed } = shot;
  const hits: Omit<Kill, "problems">[] = [];
  const hit = (aim: Aim, beside: readonly string[]) => hits.push({ provider, database, deed, aim, beside });
  const problems: string[] = [];
  try {
    await deeds[deed].prepare(lane);
    const struck = await strike(lane, shot);
    if (!struck) return [];
    hit(shot.aim, struck.beside);
    if (await recover(lane, shot, struck)) hit(shot.again ?? shot.aim, ["while it recovered"]);
    problems.push(...(await verdict(lane, deed)));
    await doneUnharmed(lane, deeds.rotate);
    problems.push(...(await verdict(lane, "rotate")).map((text) => `one rotation later: ${text}`));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  if (hits.length === 0) hit(shot.aim, []);
  problems.push(...printedValues(lane));
  if (problems.length > 0) problems.push(await storyOf(lane));
  return hits.map((one) => ({ ...one, problems }));
}

/** What is wrong now, at the target and in the records. */
async function verdict(lane: Lane, deed: DeedName): Promise<readonly string[]> {
  const { known, server, values } = lane;
  if (!known) return ["there is no rotation"];
  const found = [...(await violations(server, known)), ...(await unrecorded(lane, deed))];
  for (const secret of known.seen.values())
    for (const value of valuesOf(known.provider, secret)) values.add(value);
  for (const value of lane.options.target.values()) values.add(value);
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
      (step) => `${step.name} ${step.outcome}${step.message ? ` (${step.message})` : ""}`,
    );
    return `${createdAt} ${kind} ${state}${message ? `: ${message}` : ""}: ${taken.join(", ")}`;
  });
  const { subject, foreign } = known;
  const held = `held: ${(await subject.held()).join(" ")}; strangers: ${[...foreign].join(" ") || "none"}`;
  return [JSON.stringify(look), ...told, held].join("\n    ");
}
