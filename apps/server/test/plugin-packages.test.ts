import { join } from "node:path";
import type { RotationProvider } from "@turnbolt/core";
import { expect, it } from "vitest";
import { plugins } from "../src/index.ts";
import { loadPlugins } from "../src/load-plugins.ts";
import { pluginPackages } from "../src/plugin-packages.ts";
import { memory as mine } from "./fixtures/memory-plugin.ts";

const shipped: readonly RotationProvider[] = plugins;

it("says which package each plugin came in that ships with the server", async () => {
  const packages = await pluginPackages(shipped, []);
  for (const { type } of shipped) {
    expect(packages.get(type)).toEqual({
      name: expect.stringMatching(/^@turnbolt\/plugin-/),
      version: expect.stringMatching(/^\d/),
    });
  }
  expect(new Set([...packages.values()].map(({ name }) => name)).size).toBe(shipped.length);
});

it("says it of one that was loaded by name, and of none that is not installed", async () => {
  const from = join(import.meta.dirname, "..", "..", "..", "plugins", "example");
  const name = "./src/index.ts";
  const [provider] = await loadPlugins([name], from);
  if (!provider) throw new Error("the example was not loaded");
  const packages = await pluginPackages([provider], [{ provider, name, from }]);
  expect([...packages]).toEqual([
    [provider.type, { name: "@turnbolt/plugin-example", version: expect.any(String) }],
  ]);
});

it("knows no package of one that a program handed over", async () => {
  expect(await pluginPackages([mine], [])).toEqual(new Map());
});
