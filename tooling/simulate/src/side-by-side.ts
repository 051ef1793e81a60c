import { type Connection, release } from "@turnbolt/core";
import { corner, type Subject } from "@turnbolt/testkit";
import { plainValues, randomChooser, seeded, World } from "@turnbolt/testkit/world";
import { HOUR, type Made, START } from "./made.ts";

const DAYS = 2;
const FAULT_RATE = 0.04;
/** A person looks after them so many times before they count as stuck. */
const MOST_CARE = 12;

interface SideBySide {
  readonly corner: string;
  readonly rotations: number;
  readonly perConnection: number;
  readonly seeds: number;
}

/** Rotations that share a connection, due at the same times, and three processes that work on them. */
export async function sideBySide(asked: SideBySide): Promise<Made> {
  for (let seed = 1; seed <= asked.seeds; seed++) {
    const made = await history(asked, seed);
    if (made.violations.length > 0) return made;
  }
  return { violations: [], history: [] };
}

async function history(asked: SideBySide, seed: number): Promise<Made> {
  const { provider, startTarget } = corner(asked.corner);
  const clock = { time: START };
  const target = await startTarget({ now: () => clock.time });
  const first = await target.subject();
  const chooser = randomChooser(seeded(seed), FAULT_RATE);
  const { perConnection } = asked;
  const options = { provider, target, subject: first, clock, chooser, workers: 3, perConnection, seed };
  const world = new World({ ...options, stops: true });
  const subjects = new Map<string, Subject>();
  for (let made = 0; made < asked.rotations; made++) {
    const subject = made === 0 ? first : await target.subject();
    await world.create({ name: `rotation ${made}`, parameters: subject.parameters });
    subjects.set(world.rotationId, subject);
  }
  await world.run(START + DAYS * 24 * HOUR);
  world.heal();
  await comeToRest(world);
  if (world.violations.length === 0) await checkAll(world, subjects, first);
  await target.stop();
  return { violations: [...new Set(world.violations)], history: world.history };
}

async function comeToRest(world: World): Promise<void> {
  for (let care = 0; care < MOST_CARE; care++) {
    await world.run(world.options.clock.time + 3 * HOUR);
    for (const { work } of world.ledger.rows.values()) {
      const { id, attention, heldAt } = work.rotation;
      if (heldAt) world.ledger.mend(work.connection.id);
      if (!attention) continue;
      world.rotationId = id;
      const { decisions } = attention;
      const decision = decisions.includes("retry") ? "retry" : decisions[0];
      await world.command(release(world.parts(), decision));
    }
  }
}

/** Each published credential logs in, nothing is stuck, and so does the login that is stored with the connection. */
async function checkAll(world: World, subjects: ReadonlyMap<string, Subject>, first: Subject): Promise<void> {
  const { violations } = world;
  for (const [id, { work, removed, promoted }] of world.ledger.rows) {
    if (removed) continue;
    const { run, rotation, connection, versions } = work;
    if (run || rotation.attention || rotation.heldAt || connection.brokenAt)
      violations.push(`8: ${rotation.name} never comes to rest`);
    if (promoted.length < DAYS) violations.push(`8: ${rotation.name} was starved`);
    const active = versions.find(({ state }) => state === "active");
    if (!active?.sealed || !(await subjects.get(id)?.accepts(plainValues(active.sealed))))
      violations.push(`1: the published credential of ${rotation.name} does not log in`);
    if (rotation.ownAccount && !(await first.accepts(loginOf(connection))))
      violations.push("7: the stored login of the connection does not work");
  }
}

/** The connection's login, in the fields of the corner's secret. */
const loginOf = ({ config, sealed }: Connection): Record<string, unknown> => ({
  account: config.username,
  ...plainValues(sealed),
});
