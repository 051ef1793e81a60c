import { setTimeout as pause } from "node:timers/promises";
import type { ChildCode } from "../child-code.ts";
import type { ServerProcess } from "../server-process.ts";
import type { Plant } from "../setup.ts";
import { type Fleet, openFleet } from "./fleet.ts";
import { disorder } from "./order.ts";

export interface FleetOptions {
  readonly size?: number;
  readonly code: ChildCode;
  readonly plant?: Plant | undefined;
  readonly tell: (message: string) => void;
}

/** One scenario of three processes and what was wrong after it. */
export interface FleetResult {
  readonly name: string;
  readonly problems: readonly string[];
}

type Strike = (victim: ServerProcess) => Promise<void>;

const SIZE = 500;
/** A server is struck once so many rotations have been changed at the target. */
const STRUCK_AFTER = 0.2;
/** Rows that a paused server has locked are free again a minute and a bit later. */
const LIMIT_MS = 120_000;
const LOOK_EVERY_MS = 100;

/** Three servers work on one PostgreSQL while hundreds of rotations are due; one of them is killed, then one is paused. */
export async function playFleets({
  size = SIZE,
  code,
  plant,
  tell,
}: FleetOptions): Promise<readonly FleetResult[]> {
  const start = performance.now();
  const fleet = await openFleet({ size, code, plant });
  const results: FleetResult[] = [];
  const scenario = async (name: string, strike: Strike) => {
    const problems = await playOne(fleet, results.length + 2, strike);
    results.push({ name, problems });
    const sign = problems.length === 0 ? "✓" : "✗";
    const lines = problems.slice(0, 10).map((text) => `    ${text}`);
    tell([`${sign} ${name}, ${size} rotations due (${seconds(start)} s)`, ...lines].join("\n"));
  };
  try {
    await untilPublished(fleet, 1);
    tell(`three servers on one PostgreSQL, ${size} rotations made (${seconds(start)} s)`);
    await scenario("one of three is killed", (victim) => victim.kill());
    await fleet.restart();
    await scenario("one of three is paused past its lease", async (victim) => victim.signal("SIGSTOP"));
  } finally {
    await fleet.stop();
  }
  return results;
}

/** Makes all due, strikes a server in the middle of a change, waits until all is done, and looks. */
async function playOne(fleet: Fleet, version: number, strike: Strike): Promise<readonly string[]> {
  const struck = Promise.withResolvers<void>();
  const changed = new Set<string>();
  let victim: ServerProcess | undefined;
  const goOn = () => {
    if (victim && !victim.isGone) victim.signal("SIGCONT");
  };
  fleet.target.onChange = ({ account, pid }) => {
    changed.add(account);
    if (victim || changed.size < fleet.rotations.length * STRUCK_AFTER) return;
    // Whose call it is that the target has in hand: chance decides who of the three that is.
    victim = fleet.servers.find((server) => server.pid === pid);
    if (victim) strike(victim).then(struck.resolve, struck.reject);
  };
  try {
    await makeAllDue(fleet);
    await Promise.race([struck.promise, late("no server was struck in the middle of a change")]);
    // The others take over what it held, so by then its leases are long over.
    await untilPublished(fleet, version);
    goOn();
    await untilIdle(fleet);
    return await disorder(fleet, version);
  } catch (error) {
    goOn();
    return [error instanceof Error ? error.message : String(error), ...(await disorder(fleet, version))];
  } finally {
    fleet.target.onChange = () => {};
  }
}

/** As if the day had come for all of them; the notice stands for the tick of the minute. */
async function makeAllDue({ database }: Fleet): Promise<void> {
  await database`update turnbolt.rotations set next_at = now(), due_at = now() where deleted_at is null`;
  await database`select pg_notify('turnbolt_due', id::text) from turnbolt.rotations limit 1`;
}

/** Waits until every rotation has published this version. */
async function untilPublished({ database, rotations }: Fleet, version: number): Promise<void> {
  await until(`every version ${version} is published`, async () => {
    const [row] = await database<{ done: number }[]>`
      select count(*)::int as done from turnbolt.versions where state = 'active' and number >= ${version}`;
    return row?.done === rotations.length;
  });
}

/** Waits until nobody works any more, and what was never answered has been looked at. */
async function untilIdle({ database, servers }: Fleet): Promise<void> {
  let left = "";
  await until(
    () => `all is at rest: ${left}`,
    async () => {
      const [row] = await database<{ leased: number; unanswered: number }[]>`
        select count(lease_until)::int as leased, count(quiet_at)::int as unanswered
        from turnbolt.rotations where deleted_at is null`;
      const busy = await Promise.all(servers.map((server) => (server.isGone ? 0 : server.busy())));
      left = `${row?.leased} are leased, ${row?.unanswered} unanswered, the servers have ${busy.join(", ")} batches`;
      return row?.leased === 0 && row.unanswered === 0 && busy.every((batches) => batches === 0);
    },
  );
}

async function until(what: string | (() => string), holds: () => Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > LIMIT_MS)
      throw new Error(`waited in vain until ${typeof what === "string" ? what : what()}`);
    await pause(LOOK_EVERY_MS);
  }
}

async function late(message: string): Promise<never> {
  await pause(LIMIT_MS, undefined, { ref: false });
  throw new Error(message);
}

const seconds = (start: number): string => ((performance.now() - start) / 1_000).toFixed(1);
