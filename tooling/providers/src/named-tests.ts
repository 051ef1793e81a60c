/** A test that a page names: which file it is in, and what it is called there. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

const LINK = /\[[^\]]+\]\(\.\.\/(?<file>[^)]+)\)(?<names>(?:,? "[^"]+")+)/g;

/** Every test that the rows of a page's tables name. */
export const namedTests = (row: string): readonly NamedTest[] =>
  [...row.matchAll(LINK)].flatMap(({ groups: { file = "", names = "" } = {} }) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => ({ file, name })),
  );

/** Those of them that are not there any more. */
export const missingFrom = (
  tests: readonly NamedTest[],
  textOf: (file: string) => string | null,
): readonly string[] =>
  tests
    .filter(({ file, name }) => !textOf(file)?.includes(`"${name}"`))
    .map(({ file, name }) => `${file} has no test "${name}"`);

/** The rows of the tables under a heading, their heads apart. */
export function rowsUnder(page: string, heading: string): readonly string[] {
  const part = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const rows = part.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(2);
}
