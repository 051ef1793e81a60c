import {
  homeOf,
  type Import,
  importsOf,
  isNodeModule,
  isTest,
  packageNames,
  type Tree,
  targetOf,
} from "./tree.ts";

/** Who may import whom: imports that run the wrong way. */
export function wrongArrows(tree: Tree): string[] {
  const names = packageNames(tree);
  return importsOf(tree).flatMap((one) => {
    const target = targetOf(one, names);
    if (target === undefined) return [];
    const home = homeOf(one.file);
    if (home === "" || home === "tooling" || home === target || allowed(home, target, one)) return [];
    return [`${one.file} may not import ${one.specifier}`];
  });
}

/** Imports of core that are neither zod nor its own. */
export function impureCore(tree: Tree): string[] {
  return importsOf(tree)
    .filter(({ file }) => file.startsWith("packages/core/src/"))
    .filter(({ specifier }) => isNodeModule(specifier) || !/^(\.|zod(\/|$))/.test(specifier))
    .map(({ file, specifier }) => `${file} imports ${specifier}, and core imports zod alone`);
}

// Only types may cross where the value is "type".
const ARROWS: Record<string, Record<string, "all" | "type">> = {
  "packages/core": {},
  "packages/embedded": {},
  "packages/create-plugin": {},
  "packages/testkit": { "packages/core": "all" },
  "packages/store": { "packages/core": "all" },
  "packages/api": { "packages/core": "all" },
  "packages/http": { "packages/api": "all" },
  "packages/client": { "packages/api": "type" },
  "apps/web": { "packages/api": "type", "packages/client": "all" },
};

function allowed(home: string, target: string, one: Import): boolean {
  const test = isTest(one.file);
  if (home.startsWith("plugins/")) return forPlugins(target, test);
  // A package of ours may be tested against the others, the example plugin and real servers, never the server.
  if (test) return target !== "apps/server" || home === "apps/server";
  if (home === "apps/server") return target !== "tooling" && target !== "apps/web";
  const arrow = ARROWS[home]?.[target];
  return arrow === "all" || (arrow === "type" && one.typeOnly);
}

function forPlugins(target: string, test: boolean): boolean {
  if (target === "packages/core") return true;
  return test && (target === "packages/testkit" || target === "tooling");
}
