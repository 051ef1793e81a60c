import { describe, expect, it } from "vitest";
import { examineProvider } from "../src/index.ts";
import { granting } from "./broken/granting.ts";
import { issuing } from "./broken/issuing.ts";
import { looking } from "./broken/looking.ts";
import { revoking } from "./broken/revoking.ts";
import { telling } from "./broken/telling.ts";

const all = [...issuing, ...granting, ...looking, ...revoking, ...telling];

describe("the kit fails a provider where", () => {
  it.each(all)("$name", async ({ provider, startTarget, suite, noticed }) => {
    const results = await examineProvider({ provider, target: startTarget, suites: [suite], note: () => {} });
    const failed = results.filter(({ failure }) => failure?.name === "ConformanceFailed");
    expect(failed.map(({ name }) => name)).toContainEqual(expect.stringMatching(noticed));
  });

  it("at least fifteen ways are tried, each in its own words", () => {
    expect(new Set(all.map(({ name }) => name)).size).toBeGreaterThanOrEqual(15);
  });
});
