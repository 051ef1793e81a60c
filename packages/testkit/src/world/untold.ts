import type { Row } from "./memory-ledger.ts";
import type { World } from "./world.ts";

const DAY_MS = 86_400_000;
/** The clock may jump back by so much between a decision and what is seen of it. */
const JUMP_MS = 120_000;

/** Somebody may want to be told of what was published, and will be at some time, or never. */
export function askedToBeTold(world: World, { work, promoted }: Row): boolean {
  const { toldAfterMs, clock } = world.options;
  const after = toldAfterMs?.() ?? null;
  const number = promoted.at(-1) ?? 0;
  if (after === null) return false;
  if (after < Number.POSITIVE_INFINITY) {
    const name = `everybody has been told of version ${number}`;
    world.plan({ at: clock.time + after, name, perform: () => world.ledger.tell(work.rotation.id, number) });
  }
  return true;
}

/** Until when a superseded credential is kept for those who have not been told, by the id of its version. */
const kept = new WeakMap<World, Map<string, Date>>();

/** The schedule ends no credential while somebody waits to be told of the one in its place, but for a day at the most. */
export function untoldIsKept(world: World, { work, versions, runs }: Row): void {
  const keptFor = kept.get(world) ?? new Map<string, Date>();
  kept.set(world, keptFor);
  const since = work.versions.find(({ state }) => state === "active")?.promotedAt;
  const bySchedule = [...runs.values()].at(-1)?.trigger === "schedule" && !work.rotation.revokeAsked;
  for (const { id, state, handle } of versions.values()) {
    const until = keptFor.get(id);
    keptFor.delete(id);
    if (state === "superseded") {
      if (work.untold && since) keptFor.set(id, new Date(since.getTime() + DAY_MS));
    } else if (until && bySchedule && until.getTime() - JUMP_MS > world.now().getTime()) {
      world.violations.push(`5: ${handle} is ended before everybody was told of the one in its place`);
    }
  }
}
