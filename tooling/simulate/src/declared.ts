import { existsSync, readdirSync } from "node:fs";
import type { RotationProvider } from "@turnbolt/core";
import { type Corner, cornersOf, factsOf } from "@turnbolt/testkit";

/** A plugin by the name of its folder. */
export interface Plugin {
  readonly name: string;
  readonly provider: RotationProvider;
}

const FOLDER = new URL("../../../plugins/", import.meta.url);
const sourceOf = (name: string): URL => new URL(`${name}/src/index.ts`, FOLDER);

/** Every plugin in the tree. */
export async function pluginsInTree(): Promise<readonly Plugin[]> {
  const names = readdirSync(FOLDER).filter((name) => existsSync(sourceOf(name)));
  return await Promise.all(
    names.sort().map(async (name) => {
      // What the default export of a plugin is.
      const module = (await import(sourceOf(name).href)) as { readonly default: RotationProvider };
      return { name, provider: module.default };
    }),
  );
}

/**
 * The corners that these plugins are in, each with the lag, capacity and lifetimes that the plugin declares; those
 * that declare the same share one. Throws for a plugin in a corner that is not played.
 */
export function declaredCorners(plugins: readonly Plugin[]): readonly Corner[] {
  const groups = new Map<string, { readonly corner: Corner; readonly of: Plugin[] }>();
  for (const plugin of plugins) {
    const found = cornersOf(plugin.provider);
    if (found.length === 0) {
      const { phase, origin, handles = "no handles" } = plugin.provider;
      throw new Error(
        `${plugin.name} is ${phase}, ${origin}, ${handles}, and no corner of the simulation plays that`,
      );
    }
    for (const corner of found) {
      const key = JSON.stringify([corner.name, Object.entries(factsOf(plugin.provider))]);
      const group = groups.get(key) ?? { corner, of: [] };
      group.of.push(plugin);
      groups.set(key, group);
    }
  }
  return [...groups.values()].flatMap(({ corner, of }) => {
    const [first] = of;
    if (!first) return [];
    const name = `${corner.name}/${of.map(({ name }) => name).join("+")}`;
    return [{ ...corner, ...corner.declaring(factsOf(first.provider)), name }];
  });
}
