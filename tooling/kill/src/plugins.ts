import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { RotationProvider } from "@turnbolt/core";

const FOLDER = new URL("../../../plugins/", import.meta.url);

/** The plugins under test: every one in the tree that brings a target. */
export const pluginNames: readonly string[] = readdirSync(FOLDER)
  .filter((name) => existsSync(targetOf(name)))
  .sort();

/** The module that makes a plugin's target. */
export function targetOf(name: string): URL {
  return new URL(`${name}/test/target.ts`, FOLDER);
}

/** The file that a plugin's code begins with. */
export const sourceOf = (name: string): string => fileURLToPath(new URL(`${name}/src/index.ts`, FOLDER));

export async function loadPlugin(name: string): Promise<RotationProvider> {
  // What the default export of a plugin is.
  return ((await import(sourceOf(name))) as { readonly default: RotationProvider }).default;
}
