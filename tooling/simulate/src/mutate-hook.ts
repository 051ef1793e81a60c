import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import type { Mutant } from "./mutant.ts";

// Started with `node --import <this file>?mutant=<JSON>`: the product has no switches, so its rules are switched
// off in its source, as that is loaded.
const given = new URL(import.meta.url).searchParams.get("mutant");
// What `mutant.ts` wrote into the address.
const { file, find, replace } = JSON.parse(given ?? "") as Mutant;
const path = new URL(`../../../${file}`, import.meta.url);
const { href } = path;

const source = readFileSync(path, "utf8");
const found = source.split(find).length - 1;
if (found !== 1) throw new Error(`${file} has ${found} times, and must have once: ${find}`);
const mutated = source.replace(find, () => replace);

registerHooks({
  load: (url, context, nextLoad) =>
    url === href ? { ...nextLoad(url, context), source: mutated } : nextLoad(url, context),
});
