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
/** One kill in so many is followed by a second one while the process recovers. */
const AGAIN = 1 / 5;
/** While so many of the processes are down, somebody else makes a credential where we make ours. */
const STRANGER = 1 / 6;
/** Where a call of the dead process may land, seen from the process after it. */
const LANDS = ["claim before", "claim locked", "claim after", "connect before", "list after", "issue before"];

/**
 * One round: every named step once, every write of a rotation, and calls that are under way when their sender dies.
 * Which of a step's occurrences it is, and in which order, chance decides.
 */
export function round(lane: Lane, script: Script, random: () => number): readonly Shot[] {
  const places = ORDER.flatMap((deed) => (script[deed] ?? []).map((aim) => ({ deed, aim })));
  const points = [...new Set(places.map(({ aim }) => aim.point))];
  const chosen = points.flatMap((point) => {
    const here = places.filter(({ aim }) => aim.point === point);
    const ofDeed = here.filter(({ deed }) => deed === here[0]?.deed);
    return EACH.test(point) ? ofDeed : oneOf(ofDeed, random);
  });
  const killed = chosen.map(({ deed, aim }) => ({
    ...{ deed, aim, lands: null },
    again: random() < AGAIN ? first(oneOf(points, random)) : null,
    stranger: random() < STRANGER,
  }));
  const all = shuffled([...killed, ...caught(lane, random)], random);
  // Should the time be over early, every step has had its kill before any has its second one.
  const isFirst = ({ aim }: Shot, index: number) =>
    all.findIndex((one) => one.aim.point === aim.point) === index;
  return [...all.filter(isFirst), ...all.filter((shot, index) => !isFirst(shot, index))];
}

/** Calls that are on the wire when the process is killed: two that land later, and the answers that nobody hears. */
function caught({ provider, options }: Lane, random: () => number): readonly Shot[] {
  const { requests } = options.target;
  if (!requests) return [];
  const shot = (deed: DeedName, point: string, lands: string[]): Shot => ({
    ...{ deed, aim: { point, occurrence: 1 }, lands: first(lands), again: null, stranger: false },
  });
  // Fixed handles are never ended by the run that needs them, but by one of their own.
  const ends = provider.handles === "fixed" ? "retire" : "rotate";
  return [
    shot("rotate", "issue in flight", oneOf(LANDS, random)),
    shot("rotate", "issue in flight", oneOf(LANDS, random)),
    shot("rotate", "issue unheard", []),
    ...(requests.revoke
      ? [
          shot(ends, "revoke in flight", oneOf([...LANDS, "revoke before"], random)),
          shot(ends, "revoke unheard", []),
        ]
      : []),
  ];
}

const first = ([point]: readonly string[]): Aim | null =>
  point === undefined ? null : { point, occurrence: 1 };

/** One of the list, chosen by chance; none of an empty one. */
function oneOf<T>(list: readonly T[], random: () => number): T[] {
  return list.slice(Math.floor(random() * list.length)).slice(0, 1);
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
