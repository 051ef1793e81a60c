/** What each procedure answers to each principal, in words of the table. */
export type Answers = Readonly<Record<string, Readonly<Record<string, string>>>>;

const HEAD = `# What every procedure answers to whom. Made by \`node apps/server/scripts/authorisation-matrix.ts\`; read the difference
# before it is checked in, for this file is what the test believes.
#
#   yes   done                      no    may not (403 PermissionDenied)
#   val   done, and the answer      tok   the token does not let in (403 TokenError)
#         carries a secret value    401   nobody who is known
#
# Another number is another status. Every input names the project in which the roles are held, or something in it, and would
# work for who may; "anywhere" names no project, "installation" what belongs to none.
`;

/** The table as text, one procedure a line, in the order of their names. */
export function tableOf(answers: Answers): string {
  const names = Object.keys(answers).sort();
  const principals = Object.keys(answers[names[0] ?? ""] ?? {});
  const wide = Math.max(...names.map(({ length }) => length));
  const line = (first: string, cells: readonly string[]) =>
    [first.padEnd(wide), ...cells.map((cell, index) => cell.padEnd(principals[index]?.length ?? 0))]
      .join("  ")
      .trimEnd();
  const rows = names.map((name) =>
    line(
      name,
      principals.map((principal) => answers[name]?.[principal] ?? "?"),
    ),
  );
  return `${[HEAD, line("", principals), ...rows].join("\n")}\n`;
}

/** The answers that a table says. */
export function answersOf(table: string): Answers {
  const [head = "", ...rows] = table
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const principals = head.trim().split(/\s+/);
  return Object.fromEntries(
    rows.map((row) => {
      const [name = "", ...cells] = row.trim().split(/\s+/);
      return [
        name,
        Object.fromEntries(principals.map((principal, index) => [principal, cells[index] ?? "?"])),
      ];
    }),
  );
}
