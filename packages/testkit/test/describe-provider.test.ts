import { describe, expect, it } from "vitest";
import { corner, describeProvider, examineProvider, type Target } from "../src/index.ts";

const { provider, startTarget } = corner("dual-fresh-granted-unlabelled");

/** A runner that only writes down what it is told. */
function paperRunner() {
  const path: string[] = [];
  const cases: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  return {
    cases,
    describe(name: string, body: () => void) {
      path.push(name);
      body();
      path.pop();
    },
    it(name: string, run: () => Promise<void>) {
      cases.push({ name: [...path, name].join(" > "), run });
    },
  };
}

/** The corner's target, which writes down how often it was started and ended. */
function countedTarget() {
  const seen = { started: 0, ended: 0 };
  const start = async (clock: Parameters<typeof startTarget>[0]): Promise<Target> => {
    seen.started++;
    const target = await startTarget(clock);
    return { ...target, stop: async () => void seen.ended++ };
  };
  return { seen, start };
}

describe("describeProvider", () => {
  it("names each case after the provider and the suite, and starts nothing by itself", () => {
    const { seen, start } = countedTarget();
    const runner = paperRunner();
    describeProvider({ provider, target: start, ...runner, suites: ["facts", "crash"] });
    const suites = new Set(runner.cases.map(({ name }) => name.split(" > ")[1]));
    expect([...suites]).toEqual(["facts", "crash", "the target ends"]);
    expect(runner.cases.every(({ name }) => name.startsWith(`${provider.type} > `))).toBe(true);
    expect(seen.started).toBe(0);
  });

  it("starts the target once and ends it in the last case where the runner has no afterAll", async () => {
    const { seen, start } = countedTarget();
    const runner = paperRunner();
    describeProvider({ provider, target: start, ...runner, suites: ["facts"] });
    for (const { run } of runner.cases) await run();
    expect(seen).toEqual({ started: 1, ended: 1 });
  });
});

describe("examineProvider", () => {
  it("plays the same histories every time", async () => {
    const told = async () => {
      const lines: string[] = [];
      const results = await examineProvider({
        provider,
        target: startTarget,
        suites: ["crash"],
        note: (line) => void lines.push(line),
      });
      return { lines, failures: results.filter(({ failure }) => failure) };
    };
    const first = await told();
    expect(first).toEqual(await told());
    expect(first.lines).toEqual([expect.stringMatching(/: crash: \d\d+ points, (\d+) of \1 histories$/)]);
  });

  it("keeps to the budget of histories", async () => {
    const lines: string[] = [];
    await examineProvider({
      provider,
      target: startTarget,
      suites: ["crash"],
      budget: { histories: 7 },
      note: (line) => void lines.push(line),
    });
    expect(lines).toEqual([expect.stringMatching(/ 7 of \d+ histories$/)]);
  });

  it("ends the target after a provider that fails", async () => {
    const { seen, start } = countedTarget();
    const results = await examineProvider({
      provider: { ...provider, verify: () => Promise.reject(new Error("never")) },
      target: start,
      suites: ["facts"],
    });
    expect(results.every(({ failure }) => failure)).toBe(true);
    expect(seen).toEqual({ started: 1, ended: 1 });
  });
});
