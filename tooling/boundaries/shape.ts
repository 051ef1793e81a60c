import { codeOf, type Tree } from "./tree.ts";

// The bootstrap runs before there is an env.ts, and the rules quote what they look for.
const MAY_READ = /(^|\/)env\.ts$|^tooling\/(bootstrap\/|boundaries)/;

/** Files that read the environment without being an `env.ts`. */
export function environmentReads(tree: Tree): string[] {
  return codeOf(tree)
    .filter(([file]) => !MAY_READ.test(file))
    .filter(([, code]) =>
      /\bprocess\s*(\?\.|\.)\s*env\b|\bprocess\s*\[|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(code),
    )
    .map(([file]) => `${file} reads process.env`);
}

const LONGEST = 250;

/** Source files that hold more than one idea, as far as lines can tell. */
export function longFiles(tree: Tree): string[] {
  return [...tree]
    .filter(([file]) => /\/src\/.*\.tsx?$|^tooling\/.*\.(ts|mjs)$/.test(file))
    .map(([file, text]) => ({ file, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > LONGEST)
    .map(({ file, lines }) => `${file} has ${lines} lines`);
}
