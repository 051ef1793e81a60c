import { defineProvider, RotationError, type RotationProvider } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import { corner } from "../src/corners/index.ts";
import { type OpenWorld, openWorld } from "../src/world/index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const open = (name: string, members: object = {}) => {
  const { provider, startTarget } = corner(name);
  // What a member takes is the corner's own affair.
  return openWorld({
    provider: defineProvider({ ...provider, ...members } as RotationProvider),
    startTarget,
  });
};
const callsOf = ({ world }: OpenWorld, name: string) =>
  world.history.filter((line) => line.includes(`worker 1 ${name}`)).length;

describe("a value that the target's policy refuses", () => {
  it("makes room for another one, three at the most, and the old credential works on", async () => {
    const chosen: unknown[] = [];
    const { provider } = corner("single-chosen");
    const at = await open("single-chosen", {
      choose: (plan: { attempt: number }) => {
        // The kit's own choice, whatever it takes.
        const draft: { secret: { password: string } } = Reflect.apply(Reflect.get(provider, "choose"), null, [
          plan,
        ]);
        chosen.push(draft.secret.password);
        return draft;
      },
    });
    at.strike("issue", "refused");
    const before = callsOf(at, "issue");
    await at.rotate(HOUR);
    expect(callsOf(at, "issue") - before).toBe(3);
    expect(new Set(chosen.slice(1)).size).toBe(3);
    expect([...at.world.row().runs.values()].at(-1)).toMatchObject({ kind: "rotate", state: "failed" });
    expect(at.world.violations).toEqual([]);
    expect(await at.published()).toBe(true);
  });

  it("is the one that works when it was only refused to the repeat, as by a history", async () => {
    const at = await open("single-chosen-own-account");
    at.strike("issue", "lost", 1);
    await at.rotate(HOUR);
    expect(callsOf(at, "issue: lost")).toBe(1);
    // At the create, the lost one, and the repeat that the history refuses.
    expect(callsOf(at, "issue")).toBe(3);
    expect([...at.world.row().runs.values()].at(-1)).toMatchObject({ kind: "rotate", state: "done" });
    expect(await at.published()).toBe(true);
  });
});

describe("a target with too many calls", () => {
  it("is left alone for as long as it says, and for no less", async () => {
    const asked: number[] = [];
    const clock = { now: () => 0 };
    const issue = async () => {
      asked.push(clock.now());
      throw new RotationError("rate-limited", "too many calls", { retryAfterMs: 7 * MINUTE });
    };
    const at = await open("single-chosen");
    clock.now = () => at.clock.time;
    const { provider } = at.world.options;
    Object.assign(at.world.options, { provider: defineProvider({ ...provider, issue } as RotationProvider) });
    await at.rotate(HOUR);
    expect(asked.length).toBeGreaterThan(5);
    const pauses = asked.slice(1).map((time, index) => time - (asked[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(7 * MINUTE);
    expect(await at.published()).toBe(true);
  });
});

describe.each(["dual-fresh-granted-unlabelled", "dual-fresh-chosen-target-handle"])(
  "a stranger in the last slot (%s)",
  (name) => {
    it("stays, and stops the run with its name", async () => {
      const at = await open(name);
      const stranger = await at.subject.plantStranger?.();
      at.world.strangers.push(String(stranger));
      await at.rotate(HOUR);
      const { attention } = at.world.row().work.rotation;
      expect(attention).toMatchObject({ code: "no-room", handles: [stranger] });
      expect(attention?.message).toContain(stranger);
      expect(await at.subject.held()).toContain(stranger);
      expect(await at.published()).toBe(true);
    });
  },
);

describe("a client that does not close", () => {
  it("takes nothing from what the call did", async () => {
    const at = await open("single-chosen", { disconnect: async () => Promise.reject(new Error("gone")) });
    await at.rotate(HOUR);
    expect([...at.world.row().runs.values()].at(-1)).toMatchObject({ kind: "rotate", state: "done" });
  });
});
