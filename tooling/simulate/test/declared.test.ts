import { examineProvider, factsOf } from "@turnbolt/testkit";
import { describe, expect, it } from "vitest";
import { declaredCorners, loadPlugins } from "../src/declared.ts";
import { drawSettings, sluggishLag } from "../src/settings.ts";
import { simulated } from "../src/simulated.ts";

const plugins = await loadPlugins();
const declared = declaredCorners(plugins);

describe("what is simulated", () => {
  it("is every corner of the contract, and each plugin in the tree as it declares itself", () => {
    expect(plugins.length).toBeGreaterThan(10);
    for (const { name, provider } of plugins) {
      const its = simulated.filter((corner) => corner.name.split("/")[1]?.split("+").includes(name));
      expect(its, name).not.toEqual([]);
      for (const corner of its) {
        expect(factsOf(corner.provider)).toEqual(factsOf(provider));
        expect(corner.provider).toMatchObject({ phase: provider.phase, origin: provider.origin });
      }
    }
    expect(new Set(simulated.map(({ name }) => name)).size).toBe(simulated.length);
  });

  it("is refused for a plugin in a corner that nobody plays", () => {
    const [plugin] = plugins.filter(({ provider }) => provider.origin === "granted");
    if (!plugin) throw new Error("no plugin is granted");
    // As a later contract may allow it.
    const provider = { ...plugin.provider, handles: "fixed" } as unknown as typeof plugin.provider;
    expect(() => declaredCorners([{ name: "later", provider }])).toThrow("later is");
  });

  it("draws its lags from what is declared, and is sluggish far beyond it", () => {
    for (const { provider } of declared) {
      const { deadlineMs = 10_000 } = provider.propagation ?? {};
      const drawn = Array.from({ length: 20 }, (_, index) =>
        drawSettings(() => (index + 0.5) / 20, { provider }, 4),
      );
      expect(Math.max(...drawn.map(({ lag }) => lag.loginMs))).toBeLessThanOrEqual(deadlineMs);
      for (const { lag } of drawn) expect(sluggishLag(provider, lag).loginMs).toBeGreaterThan(2 * deadlineMs);
    }
  });
});

describe.each(declared)("the target of $name", ({ provider, startTarget }) => {
  it("does what is declared of it", async () => {
    const results = await examineProvider({
      ...{ provider, target: startTarget, note: () => {} },
      suites: ["contract", "facts"],
    });
    expect(results.filter(({ failure }) => failure)).toEqual([]);
  });

  it("holds as many as is declared", async () => {
    const { capacity } = factsOf(provider);
    const target = await startTarget({ now: () => 0 });
    const { plantStranger } = await target.subject();
    if (!plantStranger) return;
    for (let made = 0; made < (capacity ?? 5); made++) await plantStranger();
    if (capacity === undefined) await plantStranger();
    else await expect(plantStranger()).rejects.toThrow("no room");
  });
});
