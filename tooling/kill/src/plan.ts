import { type DeedName, deeds, doneUnharmed } from "./deeds.ts";
import type { Lane } from "./lane.ts";
import type { Shot } from "./play.ts";
import type { Aim } from "./server-process.ts";

/** Points in the order in which a deed passes them. */
export type Script = Readonly<Partial<Record<DeedName, readonly Aim[]>>>;

/** Does every deed once without a kill, and notes the points on its way. */
export async function learn(lane: Lane): Promise<Script> {
  const script: Partial<Record<DeedName, readonly Aim[]>> = {};
  const note = async (name: DeedName) => {
    await doneUnharmed(lane, deeds[name]);
    script[name] = counted(lane.server.passed);
  };
  await note("create");
  if (lane.provider.phase === "dual") {
    // The first rotation ends no credential: there is none before it.
    await doneUnharmed(lane, deeds.rotate);
    await note("retire");
    await doneUnharmed(lane, deeds.rotate);
  }
  await note("rotate");
  return script;
}

function counted(passed: readonly string[]): readonly Aim[] {
  const counts = new Map<string, number>();
  return passed.map((point) => {
    const occurrence = (counts.get(point) ?? 0) + 1;
    counts.set(point, occurrence);
    return { point, occurrence };
  });
}

/** Where each named step is best killed: the deed that is about it. */
const ORDER: readonly DeedName[] = ["rotate", "retire", "create"];
/** Each of these writes something else, so each is a step of its own. */
const EACH = /^(save|issue|revoke) /;
/** Every so manieth time the recovery is killed as well. */
const AGAIN_EVERY = 5;

/**
 * One round: every named step once, and every write of a rotation. Which of a step's occurrences it is, and in which
 * order, chance decides.
 */
export function round(script: Script, random: () => number): readonly Shot[] {
  const places = ORDER.flatMap((deed) => (script[deed] ?? []).map((aim) => ({ deed, aim })));
  const points = [...new Set(places.map(({ aim }) => aim.point))];
  const chosen = points.flatMap((point) => {
    const here = places.filter(({ aim }) => aim.point === point);
    const [first] = here;
    const ofDeed = here.filter(({ deed }) => deed === first?.deed);
    return EACH.test(point) ? ofDeed : ofDeed.slice(Math.floor(random() * ofDeed.length)).slice(0, 1);
  });
  return shuffled(chosen, random).map((one, index) => ({
    ...one,
    again: index % AGAIN_EVERY === AGAIN_EVERY - 1 ? oneOf(points, random) : null,
  }));
}

function oneOf(points: readonly string[], random: () => number): Aim | null {
  const point = points[Math.floor(random() * points.length)];
  return point === undefined ? null : { point, occurrence: 1 };
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
