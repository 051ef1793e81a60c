import type { CalendarDay } from "./schema-calendar.ts";
import type { Start } from "./starts.ts";

/** Starts at one connection that are not further apart than this come close. */
const CLOSE_MS = 900_000;
const MOST = 3;
const SHOWN = 5;

type Collision = CalendarDay["collisions"][number];

/** The starts of one day that come close to each other at one connection, those with the most first. `starts`: by time. */
export function collisionsOf(starts: readonly Start[]): Collision[] {
  const byConnection = Map.groupBy(starts, ({ rotation }) => rotation.connection.id);
  return [...byConnection.values()]
    .flatMap(closeTogether)
    .sort((a, b) => b.count - a.count || a.from.getTime() - b.from.getTime())
    .slice(0, MOST);
}

function closeTogether(starts: readonly Start[]): Collision[] {
  const groups: Start[][] = [];
  for (const start of starts) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && start.at.getTime() - last.at.getTime() <= CLOSE_MS) group.push(start);
    else groups.push([start]);
  }
  return groups.flatMap((group) => collisionOf(group) ?? []);
}

/** One rotation that starts often does not come in its own way. */
function collisionOf(close: readonly Start[]): Collision | null {
  const rotations = new Map(close.map(({ rotation }) => [rotation.id, rotation]));
  const [first, last] = [close[0], close.at(-1)];
  if (!first || !last || rotations.size < 2) return null;
  return {
    connection: first.rotation.connection,
    from: first.at,
    to: last.at,
    count: rotations.size,
    rotations: [...rotations.values()].slice(0, SHOWN).map(({ id, name }) => ({ id, name })),
  };
}
