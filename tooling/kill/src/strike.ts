import { setTimeout as pause } from "node:timers/promises";
import { type DeedName, deeds, rest } from "./deeds.ts";
import { type Lane, restart } from "./lane.ts";
import type { Shot } from "./play.ts";
import type { Meanwhile } from "./server-process.ts";
import type { Caught, Moment } from "./wire.ts";

/** A process that died on its way, and what it left between us and the target. */
export interface Struck {
  readonly caught: Caught | null;
  readonly beside: string[];
}

/** A call may land as long as the declared life of calls: after that it would be a lie of ours. */
const LANDS_WITHIN_MS = 400;
/** How long after a request fails it must be clear that its process is dead. */
const DEATH_MS = 2_000;

/** Asks for the deed and kills the process at the point; `null` when the deed was done without passing it. */
export async function strike(lane: Lane, { deed, aim, stranger }: Shot): Promise<Struck | null> {
  const { server } = lane;
  const caught = catchCall(lane, aim.point);
  caught?.arrived.then(() => server.kill());
  server.aim(caught ? null : aim);
  try {
    await deeds[deed].ask(lane);
    await rest(lane, server);
    server.aim(null);
  } catch (error) {
    await orGone(lane, error);
  }
  if (!server.isGone) {
    caught?.drop();
    return null;
  }
  const struck: Struck = { caught, beside: [] };
  if (stranger && (await plantStranger(lane))) struck.beside.push("a stranger came");
  return struck;
}

/** Starts the process until all is at rest again; true when it was killed once more on the way. */
export async function recover(lane: Lane, { deed, again, lands }: Shot, struck: Struck): Promise<boolean> {
  const meanwhile = landing(struck, lands);
  try {
    if (again === null) {
      await restart(lane, { meanwhile });
      await settleDown(lane, deed);
      return false;
    }
    if (await survives(lane, deed, again)) return false;
    await restart(lane);
    await settleDown(lane, deed);
    return true;
  } finally {
    struck.caught?.drop();
  }
}

async function survives(lane: Lane, deed: DeedName, aim: NonNullable<Shot["again"]>): Promise<boolean> {
  try {
    if ((await restart(lane, { aim })) === "killed") return false;
    await settleDown(lane, deed);
    lane.server.aim(null);
  } catch (error) {
    await orGone(lane, error);
  }
  return !lane.server.isGone;
}

/** What the server never heard of is asked for again, as anybody would whose request got no answer. */
async function settleDown(lane: Lane, deed: DeedName): Promise<void> {
  if (!(await deeds[deed].isKnown(lane))) {
    if (lane.known) await rest(lane);
    if (!(await deeds[deed].isKnown(lane))) await deeds[deed].ask(lane);
  }
  await rest(lane);
}

/** An error is expected of a process that is being killed, and of no other. */
async function orGone({ server }: Lane, error: unknown): Promise<void> {
  await Promise.race([server.gone, pause(DEATH_MS, undefined, { ref: false })]);
  if (!server.isGone) throw error;
}

/** Some points are not in the process but on the wire: `issue in flight`, `revoke unheard`. */
function catchCall({ options: { target } }: Lane, point: string): Caught | null {
  const [, verb, moment] = /^(issue|revoke) (in flight|unheard)$/.exec(point) ?? [];
  const call = target.requests?.[verb === "revoke" ? "revoke" : "issue"];
  if (verb === undefined || !call) return null;
  return target.wire.catch(call, moment as Moment); // as the pattern says
}

function landing({ caught, beside }: Struck, lands: Shot["lands"]): Meanwhile | undefined {
  if (!caught || !lands) return undefined;
  return {
    aim: lands,
    happens: async (sinceFirstMs) => {
      if (sinceFirstMs > LANDS_WITHIN_MS) return;
      await caught.land();
      beside.push(`landed at ${lands.point}`);
    },
  };
}

async function plantStranger({ subject, foreign }: Lane): Promise<boolean> {
  if (!subject?.plantStranger) return false;
  // A target that is full has no room for a stranger either.
  const handle = await subject.plantStranger().catch(() => null);
  if (handle !== null) foreign.add(handle);
  return handle !== null;
}
