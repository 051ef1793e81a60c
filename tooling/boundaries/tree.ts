import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, normalize } from "node:path/posix";

/** The text of each file by its path from the root. */
export type Tree = ReadonlyMap<string, string>;

/** One module named by one file. */
export interface Import {
  readonly file: string;
  /** As written. */
  readonly specifier: string;
  /** Whether only types come through. */
  readonly typeOnly: boolean;
}

/** Every file of the checkout that git knows or would take. */
export function readTree(root: string): Tree {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const files = listed.split("\0").filter((file) => READ.test(file) && existsSync(join(root, file)));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

const READ = /\.(ts|tsx|mts|mjs|js)$|(^|\/)package\.json$/;

/** The source files, without their comments. */
export function codeOf(tree: Tree): [file: string, code: string][] {
  return [...tree].flatMap(([file, text]): [string, string][] =>
    file.endsWith(".json") ? [] : [[file, withoutComments(text)]],
  );
}

/** Every import, export-from, dynamic import and bare import of every source file. */
export function importsOf(tree: Tree): Import[] {
  return codeOf(tree).flatMap(([file, code]) =>
    [...code.matchAll(IMPORT)].flatMap((match) => {
      const { type, from, bare, dynamic } = match.groups ?? {};
      const specifier = from ?? bare ?? dynamic;
      return specifier === undefined ? [] : [{ file, specifier, typeOnly: type !== undefined }];
    }),
  );
}

const IMPORT =
  /\b(?:import|export)\s+(?<type>type\s)?[^"'`;()]*?\bfrom\s*["'](?<from>[^"']+)["']|\bimport\s*["'](?<bare>[^"']+)["']|\bimport\(\s*["'](?<dynamic>[^"']+)["']/g;

/** The folder of the package a file belongs to, such as `plugins/okta`; tooling and the root are one each. */
export function homeOf(file: string): string {
  const [top = "", name = ""] = file.split("/");
  return ["apps", "packages", "plugins"].includes(top)
    ? `${top}/${name}`
    : top === "tooling"
      ? "tooling"
      : "";
}

/** Whether a file is a test, or serves tests only. */
export function isTest(file: string): boolean {
  return /\/(test|e2e)\/|\.test\.tsx?$/.test(file);
}

/** The folder whose code an import reaches, when it is one of ours. */
export function targetOf(
  { file, specifier }: Import,
  names: ReadonlyMap<string, string>,
): string | undefined {
  if (specifier.startsWith(".")) return homeOf(normalize(join(dirname(file), specifier)));
  return names.get(packageName(specifier));
}

/** Which folder holds which of our packages. */
export function packageNames(tree: Tree): Map<string, string> {
  return new Map(
    manifestsOf(tree).flatMap(({ folder, manifest }) =>
      manifest.name === undefined ? [] : [[manifest.name, homeOf(`${folder}/package.json`)]],
    ),
  );
}

export interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export function manifestsOf(tree: Tree): { folder: string; manifest: Manifest }[] {
  return [...tree].flatMap(([file, text]) =>
    // What a package.json is made of is npm's contract.
    file.endsWith("package.json") ? [{ folder: dirname(file), manifest: JSON.parse(text) as Manifest }] : [],
  );
}

/** `@scope/name/deep` → `@scope/name`. */
export function packageName(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

export function isNodeModule(specifier: string): boolean {
  return isBuiltin(specifier);
}

// Strings first, so that what looks like a comment inside one stays.
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<=^|[\s;{},()])\/\/[^\n]*/g,
    (_, string?: string) => string ?? "",
  );
}
