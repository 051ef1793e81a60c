import { readFileSync } from "node:fs";
import { defineProvider } from "@turnbolt/core";
import { corner } from "@turnbolt/testkit";
import { expect, it } from "vitest";
import { crashPointsOf } from "../src/crash-points.ts";
import { officialPlugins } from "../src/plugins.ts";
import { withTable } from "../src/table.ts";

const text = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const plugins = await officialPlugins();

it("is in the README as the plugins have it (node tooling/providers/src/main.ts)", async () => {
  const lines = [];
  for (const plugin of plugins) lines.push({ ...plugin, crashPoints: await crashPointsOf(plugin) });
  expect(withTable(text, lines)).toBe(text);
}, 120_000);

it("keeps a number that cannot be counted here, and shows one that is new", () => {
  const lines = plugins.map((plugin) => ({ ...plugin, crashPoints: null }));
  expect(withTable(text, lines)).toBe(text);
  const [first, ...others] = lines;
  if (!first) throw new Error("there are no plugins");
  const counted = { ...first, crashPoints: { points: 777, histories: 1 } };
  expect(withTable(text, [counted, ...others])).toMatch(/\| 777 \|/);
});

it("says of a plugin what its kind can lose", () => {
  const readme = "## Tested against\n\n**Nothing.**\n";
  const row = (name: string) => {
    const { provider } = corner(name);
    const line = { name: "x", readme, provider: defineProvider(provider), crashPoints: null };
    return withTable(text, [line])
      .split("\n")
      .find((found) => found.startsWith("| [x]"));
  };
  expect(row("single-granted")).toMatch(
    /single \| granted \| a brief gap \| Nothing \| \? \| nobody can log in/,
  );
  expect(row("dual-fresh-granted-unlabelled")).toMatch(/granted, unlabelled \| no downtime .* takes a slot/);
  expect(row("dual-fixed-chosen")).toMatch(/dual \| chosen \| no downtime .* the other account works on/);
});
