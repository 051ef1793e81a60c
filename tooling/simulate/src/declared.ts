import type { RotationProvider } from "@turnbolt/core";
import { pluginsInTree } from "@turnbolt/targets";
import { type Corner, cornersOf, factsOf } from "@turnbolt/testkit";

/** A plugin by the name of its folder. */
export interface Plugin {
  readonly name: string;
  readonly provider: RotationProvider;
}

/** Every plugin in the tree. */
export const loadPlugins = (): Promise<readonly Plugin[]> =>
  Promise.all(
    pluginsInTree<RotationProvider, never>().map(async ({ name, provider }) => ({
      name,
      provider: await provider(),
    })),
  );

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
