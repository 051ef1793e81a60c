import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { missingFrom, namedTests, rowsUnder } from "../src/named-tests.ts";
import { officialPlugins } from "../src/plugins.ts";

const root = new URL("../../../", import.meta.url);
const textOf = (file: string): string | null =>
  existsSync(new URL(file, root)) ? readFileSync(new URL(file, root), "utf8") : null;
const page = textOf("docs/traps.md") ?? "";
const traps = rowsUnder(page, "By trap");
const plugins = rowsUnder(page, "By plugin");

describe("docs/traps.md", () => {
  it("names a test for every trap, and every one of them is there", () => {
    expect(traps.length).toBeGreaterThan(30);
    expect(traps.filter((row) => namedTests(row).length === 0)).toEqual([]);
    expect(missingFrom(traps.flatMap(namedTests), textOf)).toEqual([]);
  });

  it("has a row for every plugin that the product ships, with tests that are there", async () => {
    for (const { name } of await officialPlugins()) {
      const [row = ""] = plugins.filter((line) => line.startsWith(`| ${name} |`));
      expect(namedTests(row).length, name).toBeGreaterThanOrEqual(2);
    }
    expect(missingFrom(plugins.flatMap(namedTests), textOf)).toEqual([]);
  });

  it("would not pass with a test that is gone", () => {
    const row = '| x | [a](../a.test.ts) "is there", "is gone"; [b](../b.test.ts) "is there" |';
    const files: Record<string, string> = { "a.test.ts": 'it("is there", () => {});' };
    expect(missingFrom(namedTests(row), (file) => files[file] ?? null)).toEqual([
      'a.test.ts has no test "is gone"',
      'b.test.ts has no test "is there"',
    ]);
  });
});
