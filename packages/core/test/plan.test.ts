import { describe, expect, it } from "vitest";
import * as z from "zod";
import {
  type CheckResult,
  createRegistry,
  defaultLimits,
  defineProvider,
  type Engine,
  planRun,
  RotationError,
  type RotationProvider,
  sensitive,
  type Version,
  type Work,
  warningsOf,
} from "../src/index.ts";

const NOW = new Date("2026-05-04T03:02:01Z");
const common = {
  app: "test",
  title: "A target",
  connection: z.object({}),
  parameters: z.object({}),
  secret: z.object({ password: sensitive() }),
  subjects: () => ["subject"],
  connect: () => null,
  check: async () => [],
  verify: async () => {
    throw new RotationError("refused", "no");
  },
};
const chosen = {
  origin: "chosen",
  choose: () => ({ handle: "one", secret: { password: "x" } }),
  issue: async () => {},
} as const;

const single = defineProvider({ ...common, ...chosen, type: "test-single", phase: "single" });
const pair = defineProvider({
  ...common,
  ...chosen,
  type: "test-pair",
  phase: "dual",
  handles: "fixed",
  revoke: async () => {},
});
const fresh = defineProvider({
  ...common,
  ...chosen,
  type: "test-fresh",
  phase: "dual",
  handles: "fresh",
  capacity: 2,
  revoke: async () => {},
  list: async () => [],
});
const all: readonly RotationProvider[] = [single, pair, fresh];

const check = (...handles: readonly string[]): CheckResult => ({
  permissions: [],
  loginProves: true,
  held: handles.map((handle) => ({ handle, isDraft: false })) as never, // what else there is of them counts nowhere here
});

const version = (state: Version["state"], handle: string, promotedAt = NOW) =>
  ({ state, handle, promotedAt }) as Version; // the plan reads no more of it

function work(
  { type }: RotationProvider,
  versions: readonly Version[] = [],
  run: Partial<Work["run"]> | null = null,
) {
  const rotation = { type, parameters: {}, overlapMs: null, attention: null, heldAt: null };
  const connection = { id: "c", projectId: null, config: {}, sealed: {} };
  return { rotation, run, versions, connection, findings: [] } as unknown as Work; // nor of these
}

const engineAt = (now: Date) =>
  ({
    registry: createRegistry(all),
    limits: defaultLimits,
    installation: "abcdef",
    random: { uuid: () => "id" },
    clock: { now: () => now, monotonic: () => 0, at: () => () => {} },
    host: { open: () => ({ runtime: {}, close: () => {} }) },
  }) as unknown as Engine; // a plan asks for no more

const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
const said = async (provider: RotationProvider, versions: readonly Version[], now = NOW) =>
  (await planRun(engineAt(now), work(provider, versions))).warnings;

describe("what is told before the first run", () => {
  it("is that it replaces a value that is there already", async () => {
    expect(warningsOf(single, null, check())).toEqual([
      expect.stringMatching("replaces the value that is live now"),
    ]);
    expect(warningsOf(pair, null, check())).toEqual([
      expect.stringMatching("replaces the value of account 1 of the pair"),
    ]);
    expect(await said(single, [])).toHaveLength(1);
    expect(await said(pair, [])).toHaveLength(1);
  });

  it("is nothing where nothing is replaced: a new thing at the target, or an adopted credential", async () => {
    expect(warningsOf(fresh, null, check())).toEqual([]);
    for (const provider of [single, pair]) {
      expect(warningsOf(provider, null, check(), "one")).toEqual([]);
      const adopting = work(provider, [version("draft", "one")], {
        kind: "create",
        state: "done",
        adopts: true,
      });
      expect(warningsOf(provider, adopting, check())).toEqual([]);
      expect(await said(provider, [version("active", "one")])).toEqual([]);
    }
  });

  it("counts the adopted credential as ours, and every other as a stranger", () => {
    expect(warningsOf(fresh, null, check("one"), "one")).toEqual([]);
    expect(warningsOf(fresh, null, check("one"))).toEqual([expect.stringContaining("one is not ours")]);
    expect(warningsOf(fresh, null, check("one", "two"), "one")).toEqual([
      expect.stringContaining("at most 2, and two is not ours"),
    ]);
  });
});

describe("a plan", () => {
  it.each([
    ["single-phase, the live value", single, [version("active", "one")], "the value that is live"],
    ["a new pair, account 1", pair, [], "what account 1 of the pair has"],
    ["a pair with one, the other", pair, [version("active", "one")], "what the pair's other account has"],
    [
      "a pair with two, the superseded one",
      pair,
      [version("active", "one"), version("superseded", "two")],
      "what two has",
    ],
  ])("says what a run overwrites: %s", async (_, provider, versions, text) => {
    const { steps } = await planRun(engineAt(NOW), work(provider, versions));
    expect(steps[0]).toMatch(new RegExp(`in place of ${text}$`));
  });

  it("says that a run by hand ends a superseded credential before readers had their time", async () => {
    for (const provider of [pair, fresh]) {
      const versions = [version("superseded", "one", minutes(-60)), version("active", "two")];
      expect(await said(provider, versions, minutes(3))).toEqual([
        expect.stringMatching(/ends one less than 10 min after it was superseded \(7 min are left\)/),
      ]);
      expect(await said(provider, versions, minutes(10))).toEqual([]);
    }
  });
});
