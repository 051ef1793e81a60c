import type { Row } from "./memory-ledger.ts";
import { isBegun, isLeased } from "./memory-room.ts";
import type { WorldCall } from "./strike.ts";
import type { World } from "./world.ts";

const underWay = new WeakMap<World, Set<WorldCall<unknown>>>();

/** Remembers a call to the target until it is over. */
export async function whileUnderWay<T>(world: World, call: WorldCall<T>, work: () => Promise<T>): Promise<T> {
  if (call.kind === "writes") return await work();
  const calls = underWay.get(world) ?? new Set();
  underWay.set(world, calls.add(call));
  try {
    return await work();
  } finally {
    calls.delete(call);
  }
}

/** As one more call leaves: not too many at once over one connection, and nobody beside the run that changes its login. */
export function assertRoom(world: World, row: Row): void {
  const { time } = world.options.clock;
  const most = world.options.perConnection ?? 1;
  // A dead process' calls are over, and past its deadline none leaves any more.
  const calls = [...(underWay.get(world) ?? [])].filter((call) => !call.worker.died && call.deadline >= time);
  if (calls.length > most) world.violations.push(`6: ${calls.length} calls at once over one connection`);
  const others = [...world.ledger.rows.values()].filter((other) => other !== row && !other.removed);
  for (const other of others) {
    const { ownAccount, attention, heldAt } = other.work.rotation;
    if (ownAccount && !attention && !heldAt && isBegun(other))
      world.violations.push("7: a call beside the run that changes the connection's own login");
    if (row.work.rotation.ownAccount && isLeased(other, world.now()))
      world.violations.push("7: the connection's own login is worked on beside others");
  }
}
