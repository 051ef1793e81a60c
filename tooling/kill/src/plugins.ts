import type { RotationProvider } from "@turnbolt/core";
import { type PluginInTree, pluginsInTree } from "@turnbolt/targets";
import type { StartTarget } from "@turnbolt/testkit";

/** A plugin under test. */
export type Plugin = PluginInTree<RotationProvider, StartTarget>;

/** Every plugin in the tree. */
export const plugins: readonly Plugin[] = pluginsInTree<RotationProvider, StartTarget>();

export const pluginNames: readonly string[] = plugins.map(({ name }) => name);

/** The plugin in the folder of this name. */
export function pluginNamed(name: string): Plugin {
  const found = plugins.find((plugin) => plugin.name === name);
  if (!found) throw new Error(`no plugin is called ${name}`);
  return found;
}
