import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import type { Mutant } from "./mutant.ts";

// Started with `node --import <this file>?mutants=<JSON>`: the product has no switches, so its rules are switched
// off in its source, as that is loaded.
const given = new URL(import.meta.url).searchParams.get("mutants");
const sources = new Map<string, string>();
// What `mutant.ts` wrote into the address.
for (const { file, find, replace } of JSON.parse(given ?? "") as readonly Mutant[]) {
  const path = new URL(`../../../${file}`, import.meta.url);
  const source = sources.get(path.href) ?? readFileSync(path, "utf8");
  const found = source.split(find).length - 1;
  if (found !== 1) throw new Error(`${file} has this ${found} times, and must have it once: ${find}`);
  sources.set(
    path.href,
    source.replace(find, () => replace),
  );
}

registerHooks({
  load(url, context, nextLoad) {
    const source = sources.get(url);
    return source === undefined ? nextLoad(url, context) : { ...nextLoad(url, context), source };
  },
});
