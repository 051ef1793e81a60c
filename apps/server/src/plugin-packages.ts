import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { PluginPackage } from "@turnbolt/api";
import type { RotationProvider } from "@turnbolt/core";

const OWN_NAME = "@turnbolt/server";

/** A plugin that was loaded by a name, as the folder `from` sees it. */
export interface LoadedPlugin {
  readonly provider: RotationProvider;
  readonly name: string;
  readonly from: string;
}

/**
 * The package of each installed plugin by its type: of those that were loaded by name, and of those that this server
 * ships. A plugin that a program handed over is in none that we know.
 */
export async function pluginPackages(
  installed: readonly RotationProvider[],
  loaded: readonly LoadedPlugin[],
): Promise<ReadonlyMap<string, PluginPackage>> {
  const candidates = [...loaded, ...(await shipped())].filter(({ provider }) => installed.includes(provider));
  const known = await Promise.all(candidates.map(packageOf));
  return new Map(known.flatMap((one) => (one ? [one] : [])));
}

async function packageOf({ provider, name, from }: LoadedPlugin): Promise<[string, PluginPackage] | null> {
  const file = manifestOf(name, from);
  if (file === undefined) return null;
  const manifest: { name?: string; version?: string } = JSON.parse(await readFile(file, "utf8"));
  return [provider.type, { name: manifest.name ?? name, version: manifest.version ?? "" }];
}

const manifestOf = (name: string, from: string): string | undefined =>
  findPackageJSON(name, pathToFileURL(join(resolve(from), "package.json")));

/**
 * The plugins that this package depends on; they are loaded already, so asking for them again costs nothing. Where this
 * code has become part of another program, that program hands its plugins over, and none of them is known by a package.
 */
async function shipped(): Promise<readonly LoadedPlugin[]> {
  const from = join(import.meta.dirname, "..");
  const manifest = await manifestIn(from);
  if (manifest?.name !== OWN_NAME) return [];
  const names = Object.keys(manifest.dependencies ?? {}).filter((name) => /\bplugin-/.test(name));
  return await Promise.all(
    names.map(async (name) => {
      const module: { default: RotationProvider } = await import(name);
      return { provider: module.default, name, from };
    }),
  );
}

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

async function manifestIn(folder: string): Promise<Manifest | null> {
  const file = join(folder, "package.json");
  return existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : null;
}
