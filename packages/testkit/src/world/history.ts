import { askRevoke, edit, pause, release, requestRun, resume, retireNow } from "@turnbolt/core";
import { checkAtRest, checkTurn } from "./invariants.ts";
import type { Deed, WorldOptions } from "./options.ts";
import { World } from "./world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A person looks after a rotation so many times before it counts as stuck. */
const MOST_CARE = 12;
/** Calls for each day, those that fail and are repeated included; a loop takes far more. */
const MOST_CALLS_A_DAY = 400;

export interface HistoryOptions extends WorldOptions {
  /** How long faults go on. */
  readonly days: number;
  readonly deeds?: (world: World) => readonly Deed[];
  readonly fields?: Parameters<World["create"]>[0];
}

export interface HistoryResult {
  readonly violations: readonly string[];
  readonly history: readonly string[];
  readonly calls: number;
  readonly promoted: number;
}

/**
 * One whole history: a rotation is created and lives through days of faults; then the faults end, whatever waits
 * for a person gets one, one more rotation is asked for, and everything that was promised is looked at.
 */
export async function playHistory(options: HistoryOptions): Promise<HistoryResult> {
  const world = new World(options);
  world.watch = checkTurn;
  const start = options.clock.time;
  await world.create(options.fields);
  for (const deed of options.deeds?.(world) ?? []) world.plan(deed);
  await world.run(start + options.days * DAY);
  if (!options.stops || world.violations.length === 0) await end(world);
  const { violations, history, calls } = world;
  if (calls > MOST_CALLS_A_DAY * (options.days + 1)) violations.push(`9: ${calls} calls`);
  return { violations: [...new Set(violations)], history, calls, promoted: world.row().promoted.length };
}

async function end(world: World): Promise<void> {
  world.heal();
  await comeToRest(world);
  if (!world.row().removed) {
    await world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null, force: true }));
    await comeToRest(world);
  }
  await checkAtRest(world);
}

/** Lets time pass until every pause is over, and decides where a decision is asked for. */
async function comeToRest(world: World): Promise<void> {
  for (let care = 0; care < MOST_CARE; care++) {
    await world.run(world.options.clock.time + 3 * HOUR);
    const { removed, work } = world.row();
    if (removed) return;
    if (work.rotation.heldAt) world.ledger.mend(work.connection.id);
    else if (work.rotation.attention) await decide(world);
    else if (!work.run) return;
  }
}

/** What a careful person does: looks at the target, and tells the truth. */
async function decide(world: World): Promise<void> {
  const { attention } = world.row().work.rotation;
  if (!attention) return;
  const foreign = attention.handles.some((handle) => world.strangers.includes(handle));
  const { decisions } = attention;
  const truth =
    foreign && decisions.includes("not-ours")
      ? "not-ours"
      : decisions.includes("retry")
        ? "retry"
        : decisions[0];
  if (attention.code === "no-room") await takeAway(world, attention.handles);
  world.history.push(`  a person decides: ${attention.code} → ${truth ?? "go on"}`);
  await world.command(release(world.parts(), truth));
}

/** The owner of a stranger takes it away, so that there is room. */
async function takeAway(world: World, handles: readonly string[]): Promise<void> {
  for (const handle of handles) {
    const index = world.strangers.indexOf(handle);
    if (index < 0) continue;
    world.strangers.splice(index, 1);
    await world.options.subject.removeStranger?.(handle);
  }
}

/** What people do meanwhile, drawn by chance. */
export function randomDeeds(world: World, days: number, strangers: boolean): readonly Deed[] {
  const { random } = world;
  const start = world.options.clock.time;
  const kinds = DEEDS.filter(
    ([name]) =>
      (strangers || name !== "plant stranger") && (!ownAccount(world) || name !== "delete with revocation"),
  );
  return Array.from({ length: Math.floor(random() * 6) }, () => {
    const [name, perform] = kinds[Math.floor(random() * kinds.length)] ?? ["nothing", () => undefined];
    // Half of what people do comes in the middle of a run.
    if (random() < 0.5) return { beforeCall: Math.floor(random() * 40), name, perform };
    return { at: start + Math.floor(random() * days * DAY), name, perform };
  });
}

/** An account that is the connection's own is never deleted with revocation: the services refuse that. */
const ownAccount = (world: World): boolean => world.options.provider.asConnection !== undefined;

const DEEDS: readonly (readonly [string, Deed["perform"]])[] = [
  ["rotate", (world) => world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null }))],
  [
    "rotate by force",
    (world) => world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null, force: true })),
  ],
  [
    "reconcile",
    (world) => world.command(requestRun(world.parts(), { kind: "reconcile", requestedBy: null })),
  ],
  ["pause", (world) => world.command(pause())],
  ["resume", (world) => world.command(resume(world.parts()))],
  ["retire now", hurry],
  ["overlap of two hours", (world) => world.command(edit(world.parts(), { overlapMs: 2 * HOUR }))],
  ["mend the connection", (world) => world.ledger.mend(world.row().work.connection.id)],
  ["plant stranger", plantStranger],
  ["delete with revocation", (world) => world.command(askRevoke({ deleteSecrets: true, requestedBy: null }))],
];

/** What was promised is taken back by whoever it was promised to. */
async function hurry(world: World): Promise<void> {
  for (const id of world.promised.keys()) world.promised.set(id, new Date(0));
  await world.command(retireNow(world.parts(), null));
}

async function plantStranger(world: World): Promise<void> {
  const handle = await world.options.subject.plantStranger?.().catch(() => undefined);
  if (handle) world.strangers.push(handle);
}
