import type { AppRouter } from "@turnbolt/api";
import { type Answer, type Door, httpDoor, isDone, isOpen, isRead, namesOf, trpcDoor } from "./doors.ts";
import { inputs, type Make } from "./inputs.ts";
import { inputsOfOneself } from "./inputs-of-people.ts";
import type { Principal } from "./principals.ts";
import type { Answers } from "./table.ts";
import { looking } from "./unchanged.ts";
import { HERE, type World } from "./world.ts";

/** The matrix as it is, and what must never be. */
export interface Measured {
  readonly answers: Answers;
  /** Where the two doors do not answer the same. */
  readonly disagreements: readonly string[];
  /** Refusals that changed something. */
  readonly changes: readonly string[];
  /** Answers to somebody from elsewhere that tell of things here. */
  readonly leaks: readonly string[];
  /** Answers of another kind than yes and no, word for word. */
  readonly odd: readonly string[];
}

const all: Readonly<Record<string, Make>> = { ...inputs, ...inputsOfOneself };

/** Procedures that the inputs do not know, and inputs of procedures that are gone. */
export function unlisted(router: AppRouter): readonly string[] {
  const names = namesOf(router);
  const listed = Object.keys(all).map(procedureOf);
  return [
    ...names.filter((name) => !listed.includes(name)).map((name) => `${name} has no input in inputs.ts`),
    ...listed.filter((name) => !names.includes(name)).map((name) => `${name} is not there`),
  ];
}

/** Read with GET by TypeScript clients and with POST by the others: that a page of somebody else may not send. */
const POSTED: ReadonlySet<string> = new Set(["rotations.nextDates"]);

/** Asks every procedure as everybody, through both doors. */
export async function measure(world: World, principals: readonly Principal[]): Promise<Measured> {
  const { url, router } = world;
  const [trpc, http] = [trpcDoor(url, router), httpDoor(url, router)];
  const found = newFound();
  const database = looking(world.sql);
  const answers: Record<string, Record<string, string>> = {};
  for (const [line, make] of Object.entries(all)) {
    const name = procedureOf(line);
    const doors = [trpc, http(name)].filter((door) => door !== null);
    const everybody = principals.flatMap((principal) => doors.map((door) => ({ principal, door })));
    const ask = asking({ world, database, found }, line, make);
    const cells = new Map<Principal, string>();
    for (const group of groupsOf(everybody, isOpen(router, name))) {
      for (const { principal, cell, text } of await ask(group)) {
        const first = cells.get(principal) ?? cell;
        cells.set(principal, first);
        if (first === cell || (principal.name === "p-forged" && POSTED.has(line))) continue;
        found.disagreements.push(`${line} as ${principal.name}: ${first}, over HTTP ${cell} ${text}`);
      }
    }
    answers[line] = Object.fromEntries(principals.map((one) => [one.name, cells.get(one) ?? "?"]));
  }
  return { answers, ...found };
}

/** Those whom nobody knows ask all at once, for all are refused; the others one after the other. */
function groupsOf(everybody: readonly Asked[], isOpen: boolean): readonly (readonly Asked[])[] {
  const isAlone = ({ principal }: Asked): boolean => isOpen || principal.isKnown;
  return [everybody.filter((one) => !isAlone(one)), ...everybody.filter(isAlone).map((one) => [one])];
}

const newFound = () => ({
  disagreements: [] as string[],
  changes: [] as string[],
  leaks: [] as string[],
  odd: [] as string[],
});

interface Asking {
  readonly world: World;
  readonly database: ReturnType<typeof looking>;
  readonly found: ReturnType<typeof newFound>;
}

interface Asked {
  readonly principal: Principal;
  readonly door: Door;
}

/** One line of the table: an input is made when there is none, and again when a change has used it up. */
function asking({ world, database, found }: Asking, line: string, make: Make) {
  const name = procedureOf(line);
  let input: unknown;
  return async (group: readonly Asked[]): Promise<readonly (Answer & Pick<Asked, "principal">)[]> => {
    const [first] = group;
    if (!first) return [];
    input ??= await make(world, first.principal);
    const asked = JSON.stringify(input);
    const before = await database.mark();
    const answers = await Promise.all(
      group.map(async ({ door, principal }) => ({
        principal,
        ...(await door(name, input, principal.headers)),
      })),
    );
    const names = group.map(({ principal }) => principal.name).join(" or ");
    if (!answers.some(isDone) && (await database.hasChanged(before)))
      found.changes.push(`${line} as ${names}`);
    for (const { principal, ...answer } of answers) {
      const what = `${line} as ${principal.name}: ${answer.text}`;
      if (isOdd(line, answer)) found.odd.push(what);
      // What they have told us themselves, or have the key to, is no news to them.
      const isNews = answer.text.includes(HERE) && !asked.includes(HERE) && !isOpen(world.router, name);
      if (principal.isElsewhere && (isNews || answer.cell === "val")) found.leaks.push(what);
    }
    const isUsedUp = answers.some(isDone) && !isRead(world.router, name);
    if (isUsedUp || line in inputsOfOneself) input = undefined;
    return answers;
  };
}

/** Who is no person is told that there is nothing of them to change, and of a second set-up there is none. */
const isOdd = (line: string, { cell }: Answer): boolean =>
  /^\d+$/.test(cell) &&
  cell !== "401" &&
  !(cell === "400" && (line in inputsOfOneself || line === "setUp.complete"));

/** Behind a colon stands what is special about an input. */
const procedureOf = (line: string): string => line.split(":")[0] ?? line;
