import { afterEach, describe, expect, it, vi } from "vitest";
import { followRun, type StoredRun } from "../src/index.ts";

const run = (state: StoredRun["state"]): StoredRun => ({
  id: "run",
  rotationId: "rotation",
  projectId: "project",
  kind: "rotate",
  trigger: "manual",
  requestedBy: null,
  state,
  label: "",
  force: false,
  adopts: false,
  parameters: {},
  createdAt: new Date(0),
  endedAt: null,
  issuedAt: null,
  draftAttempt: 0,
  tries: 0,
  unanswered: false,
  failure: null,
  message: null,
  alertedAt: null,
  steps: [],
  currentStep: null,
});

/** A run whose moves the test makes. */
function moving(first: StoredRun["state"]) {
  let now: StoredRun | null = run(first);
  const watchers = new Set<() => void>();
  return {
    read: async () => now,
    watch: (moved: () => void) => {
      watchers.add(moved);
      return () => void watchers.delete(moved);
    },
    move: (state: StoredRun["state"] | null) => {
      now = state && run(state);
      for (const moved of watchers) moved();
    },
    watched: () => watchers.size,
  };
}

afterEach(() => void vi.useRealTimers());

describe("following a run", () => {
  it("gives it now, and each time it has moved, until it has ended", async () => {
    const { read, watch, move, watched } = moving("issuing");
    const states: string[] = [];
    for await (const { state } of followRun(read, watch, undefined)) {
      states.push(state);
      move(state === "issuing" ? "issued" : "done");
    }
    expect(states).toEqual(["issuing", "issued", "done"]);
    expect(watched()).toBe(0);
  });

  it("does not say the same twice", async () => {
    const { read, watch, move } = moving("issuing");
    const states: string[] = [];
    const following = (async () => {
      for await (const { state } of followRun(read, watch, undefined)) {
        states.push(state);
        move(state);
        if (state === "issuing") queueMicrotask(() => move("done"));
      }
    })();
    await following;
    expect(states).toEqual(["issuing", "done"]);
  });

  it("ends when nobody listens any more", async () => {
    const { read, watch, watched } = moving("issuing");
    const controller = new AbortController();
    for await (const _ of followRun(read, watch, controller.signal)) controller.abort();
    expect(watched()).toBe(0);
  });

  it("ends when the run is there no longer", async () => {
    const { read, watch, move } = moving("issuing");
    for await (const _ of followRun(read, watch, undefined)) move(null);
  });

  it("finds the end when the notice of it was lost", async () => {
    vi.useFakeTimers();
    const { read, move } = moving("issuing");
    const following = followRun(read, () => () => {}, undefined);
    expect((await following.next()).value).toMatchObject({ state: "issuing" });
    move("done");
    const next = following.next();
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await next).value).toMatchObject({ state: "done" });
    expect((await following.next()).done).toBe(true);
  });
});
