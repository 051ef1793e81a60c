import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TargetName } from "./available.ts";

const FOLDER = new URL("../../../plugins/", import.meta.url);

/** What the default export of a plugin is, and the function that makes its target, are for the caller to say. */
export interface PluginInTree<Provider, Start> {
  /** The name of its folder. */
  readonly name: string;
  /** The file that its code begins with. */
  readonly source: string;
  readonly readme: string;
  provider(): Promise<Provider>;
  /** The target of its own conformance tests; `null` where it brings none. */
  target(): Promise<PluginTarget<Start> | null>;
}

/** What a plugin's `test/target.ts` exports. */
export interface PluginTarget<Start> {
  /** Its default export where there are several, else its `startTarget`. */
  readonly start: Start;
  /** The server that not every machine has. */
  readonly needs: TargetName | null;
}

/** Every plugin in the tree, in the order of their names: tools go by this list, so that a new one is in all of them. */
export function pluginsInTree<Provider, Start>(): readonly PluginInTree<Provider, Start>[] {
  return readdirSync(FOLDER)
    .filter((name) => existsSync(fileOf(name, "src/index.ts")))
    .sort()
    .map((name) => ({
      name,
      source: fileURLToPath(fileOf(name, "src/index.ts")),
      readme: existsSync(fileOf(name, "README.md")) ? readFileSync(fileOf(name, "README.md"), "utf8") : "",
      provider: async () => ((await import(fileOf(name, "src/index.ts").href)) as Exports<Provider>).default,
      target: () => targetOf<Start>(name),
    }));
}

const fileOf = (name: string, file: string): URL => new URL(`${name}/${file}`, FOLDER);

interface Exports<Default> {
  readonly default: Default;
}

async function targetOf<Start>(name: string): Promise<PluginTarget<Start> | null> {
  const file = fileOf(name, "test/target.ts");
  if (!existsSync(file)) return null;
  // What is agreed on for this file; whether it is there is looked at below.
  const exported = (await import(file.href)) as Partial<Exports<Start>> & {
    readonly startTarget?: Start;
    readonly needs?: TargetName;
  };
  const start = exported.default ?? exported.startTarget;
  if (!start) throw new Error(`plugins/${name}/test/target.ts exports no startTarget`);
  return { start, needs: exported.needs ?? null };
}
