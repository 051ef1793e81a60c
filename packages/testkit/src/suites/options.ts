import type { Option, OptionPage } from "@turnbolt/core";
import { Desk } from "./desk.ts";
import { expectThat, Failed } from "./expect.ts";
import type { Case, Suite } from "./stage.ts";

/** The choices that a form offers for a parameter. */
export const options: Suite = {
  name: "options",
  cases: (provider) =>
    Object.keys(provider.options ?? {}).flatMap((field) => [
      everyPage(field),
      everySearch(field),
      nothingFound(field),
    ]),
};

/** More pages than a test target has. */
const MOST_PAGES = 50;
/** So many things to choose from, so that there is more than one page where pages are short. */
const SUBJECTS = 5;

const everyPage = (field: string): Case => ({
  name: `the pages of ${field} end, repeat nothing and hold what is rotated`,
  async run(stage) {
    const desks = await deskRow(stage);
    const choices = await walk(desks[0], field);
    const values = choices.map(({ value }) => value);
    expectThat(new Set(values).size === values.length, `${field} offers a choice twice`);
    expectThat(
      choices.every(({ value, label }) => value !== "" && label !== ""),
      `${field} offers a choice without a name`,
    );
    for (const { parameters } of desks)
      expectThat(values.includes(String(parameters[field])), `${field} does not offer ${parameters[field]}`);
  },
});

const everySearch = (field: string): Case => ({
  name: `a search for a label of ${field} finds it, and leaves others out`,
  async run(stage) {
    const desks = await deskRow(stage);
    const [desk] = desks;
    const all = await walk(desk, field);
    const wanted = all.find(({ value }) => value === desk.parameters[field]);
    expectThat(wanted !== undefined, `${field} does not offer ${desk.parameters[field]}`);
    const found = await walk(desk, field, wanted.label);
    expectThat(
      found.some(({ value }) => value === wanted.value),
      `a search for ${wanted.label} does not find it`,
    );
    expectThat(
      found.every(({ value }) => all.some((option) => option.value === value)),
      `a search for ${wanted.label} finds what the list does not hold`,
    );
  },
});

const nothingFound = (field: string): Case => ({
  name: `a search of ${field} for what is not there finds nothing`,
  async run(stage) {
    const [desk] = await deskRow(stage);
    const found = await walk(desk, field, "zzz-nothing-is-called-this");
    expectThat(found.length === 0, `a search for nonsense finds ${found.length} of ${field}`);
  },
});

async function deskRow(stage: Parameters<Case["run"]>[0]): Promise<[Desk, ...Desk[]]> {
  const first = await Desk.open(stage);
  const others: Desk[] = [];
  for (let made = 1; made < SUBJECTS; made++) others.push(await Desk.open(stage));
  return [first, ...others];
}

async function walk(desk: Desk, field: string, search?: string): Promise<readonly Option[]> {
  const choices: Option[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await ask(desk, field, search, cursor);
    choices.push(...page.options);
    if (page.next === undefined) return choices;
    cursor = page.next;
  }
  throw new Failed(`the pages of ${field} do not end`);
}

const ask = (
  desk: Desk,
  field: string,
  search: string | undefined,
  cursor: string | undefined,
): Promise<OptionPage> =>
  desk.ask(async (session) => {
    const page = desk.provider.options?.[field];
    if (!page) throw new Error(`no options for ${field}`);
    return await page({ ...session, search, cursor });
  });
