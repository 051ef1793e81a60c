import type { AppRouter } from "@turnbolt/api";
import { type Answer, type Door, httpDoor, isDone, isRead, namesOf, trpcDoor } from "./doors.ts";
import { inputs } from "./inputs.ts";
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

/** Procedures that the inputs do not know, and inputs of procedures that are gone. */
export function unlisted(router: AppRouter): readonly string[] {
  const names = namesOf(router);
  const listed = Object.keys(inputs).map(procedureOf);
  return [
    ...names.filter((name) => !listed.includes(name)).map((name) => `${name} has no input in inputs.ts`),
    ...listed.filter((name) => !names.includes(name)).map((name) => `${name} is not there`),
  ];
}

/** Asks every procedure as everybody, through both doors. */
export async function measure(world: World, principals: readonly Principal[]): Promise<Measured> {
  const { url, router } = world;
  const [trpc, http] = [trpcDoor(url, router), httpDoor(url, router)];
  const found = newFound();
  const answers: Record<string, Record<string, string>> = {};
  for (const [line, make] of Object.entries(inputs)) {
    const ask = asking(world, line, make, found);
    const second = http(procedureOf(line));
    const cells: Record<string, string> = {};
    for (const principal of principals) {
      const { cell } = await ask(trpc, principal);
      cells[principal.name] = cell;
      const other = second ? await ask(second, principal) : null;
      if (!other || other.cell === cell) continue;
      found.disagreements.push(
        `${line} as ${principal.name}: ${cell}, over HTTP ${other.cell} ${other.text}`,
      );
    }
    answers[line] = cells;
  }
  return { answers, ...found };
}

const newFound = () => ({
  disagreements: [] as string[],
  changes: [] as string[],
  leaks: [] as string[],
  odd: [] as string[],
});

/** One line of the table: an input is made when there is none, and again when a change has used it up. */
function asking(
  world: World,
  line: string,
  make: (typeof inputs)[string],
  found: ReturnType<typeof newFound>,
) {
  const name = procedureOf(line);
  const database = looking(world.sql);
  let input: unknown;
  return async (door: Door, principal: Principal): Promise<Answer> => {
    input ??= (await make(world)) ?? {};
    const asked = JSON.stringify(input);
    const before = await database.mark();
    const answer = await door(name, input, principal.headers);
    const what = `${line} as ${principal.name}`;
    if (isDone(answer)) {
      if (!isRead(world.router, name)) input = undefined;
    } else {
      if (await database.hasChanged(before)) found.changes.push(what);
      if (/^\d+$/.test(answer.cell) && answer.cell !== "401") found.odd.push(`${what}: ${answer.text}`);
    }
    // What they have told us themselves is no news to them.
    const isNews = principal.isElsewhere && answer.text.includes(HERE) && !asked.includes(HERE);
    if (isNews || (principal.isElsewhere && answer.cell === "val"))
      found.leaks.push(`${what}: ${answer.text}`);
    return answer;
  };
}

/** Behind a colon stands what is special about an input. */
const procedureOf = (line: string): string => line.split(":")[0] ?? line;
