import type { RotationProvider } from "@turnbolt/core";
import { type PluginInTree, pluginsInTree } from "@turnbolt/targets";
import type { StartTarget } from "@turnbolt/testkit";
import { plugins as official } from "../../../apps/server/src/plugins.ts";

/** A plugin that the product ships. */
export interface Official extends Omit<PluginInTree<RotationProvider, StartTarget>, "provider"> {
  readonly provider: RotationProvider;
}

/** The plugins that the product ships, by the names of their folders. */
export async function officialPlugins(): Promise<readonly Official[]> {
  const types = new Set<string>(official.map(({ type }) => type));
  const all = await Promise.all(
    pluginsInTree<RotationProvider, StartTarget>().map(async (plugin) => ({
      ...plugin,
      provider: await plugin.provider(),
    })),
  );
  return all.filter(({ provider }) => types.has(provider.type));
}
