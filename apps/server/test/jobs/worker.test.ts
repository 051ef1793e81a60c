import type { ClaimRequest, Engine } from "@turnbolt/core";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BATCH, createWorker } from "../../src/jobs/worker.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** A worker whose claims find nothing, and what it claimed. */
function idleWorker(nextDue: () => Promise<Date | null> = async () => null) {
  const claims: (readonly string[] | "any")[] = [];
  const gate = { open: Promise.resolve() };
  const engine = {
    clock: { now: () => new Date() },
    limits: {},
    ledger: {
      claim: async ({ only, limit }: ClaimRequest) => {
        expect(limit).toBe(BATCH);
        claims.push(only ?? "any");
        await gate.open;
        return { claimed: [], left: false, unusable: [] };
      },
    },
  } as unknown as Engine; // a claim that finds nothing touches nothing else
  const lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
  return { worker: createWorker({ engine, nextDue, log }), claims, gate, lines };
}

/** A worker that finds so many rotations at each claim, and no room for those of the next; each ends when it is told to. */
function busyWorker(...found: readonly number[]) {
  const claims: number[] = [];
  const ends: (() => void)[] = [];
  const work = {
    rotation: { type: "any", revision: 0, quietAt: null, mustVerify: false },
    run: null,
    versions: [],
    findings: [],
    untold: false,
  };
  const engine = {
    clock: { now: () => new Date() },
    limits: {},
    registry: { provider: () => ({ phase: "single", origin: "chosen" }) },
    ledger: {
      claim: async () => {
        const count = found[claims.length] ?? 0;
        claims.push(count);
        const claimed = Array.from({ length: count }, () => ({ lease: { rotationId: "any" }, work }));
        return { claimed, left: claims.length < found.length, unusable: [] };
      },
      save: () => new Promise((resolve) => ends.push(() => resolve("saved"))),
    },
  } as unknown as Engine; // all that a look without a run touches
  const log = pino({ level: "silent" });
  return { worker: createWorker({ engine, nextDue: async () => null, log }), claims, ends };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("a worker", () => {
  it("takes what it is told of first, then whatever is due", async () => {
    const { worker, claims } = idleWorker();
    worker.wake(["a", "b"]);
    await settle();
    expect(claims).toEqual([["a", "b"], "any"]);
  });

  it("loses nothing of what it is told while it is busy", async () => {
    const { worker, claims, gate } = idleWorker();
    const { promise, resolve } = Promise.withResolvers<void>();
    gate.open = promise;
    for (const id of ["1", "2", "3", "4", "5", "6"]) worker.wake([id]);
    await settle();
    expect(worker.busy()).toBe(4);
    resolve();
    await settle();
    expect(claims.flat().filter((id) => id !== "any")).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(worker.busy()).toBe(0);
  });

  it("is back when something is due within the next minute, at the earliest time", async () => {
    const { worker, claims } = idleWorker();
    worker.wakeAt(new Date(5_000));
    worker.wakeAt(new Date(2_000));
    worker.wakeAt(new Date(9_000));
    await vi.advanceTimersByTimeAsync(1_999);
    expect(claims).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(claims).toEqual(["any"]);
  });

  it("leaves what is due later to the tick", async () => {
    const { worker } = idleWorker();
    worker.wakeAt(new Date(60_001));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("looks ahead by itself after its work, ever less often while it can take nothing", async () => {
    const { worker, claims } = idleWorker(async () => new Date(0));
    const looks = async (ms: number) => {
      const before = claims.length;
      await vi.advanceTimersByTimeAsync(ms);
      return claims.length - before;
    };
    worker.wake();
    expect(await looks(1_550)).toBe(4);
    expect(await looks(60_000)).toBeLessThan(16);
    expect(await looks(60_000)).toBe(12);
  });

  it("looks for more as soon as one of its own is let go, and not before", async () => {
    const { worker, claims, ends } = busyWorker(2, 0);
    worker.wake();
    await settle();
    expect([claims, ends.length]).toEqual([[2], 2]);
    ends.shift()?.();
    await settle();
    expect(claims).toEqual([2, 0]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect([claims, worker.busy()]).toEqual([[2, 0], 1]);
  });

  it("does not look again for each that ends when nothing was left", async () => {
    const { worker, claims, ends } = busyWorker(3);
    worker.wake();
    await settle();
    while (ends.length > 0) {
      ends.shift()?.();
      await settle();
    }
    expect([claims, worker.busy()]).toEqual([[3], 0]);
  });

  it("works through everything where each claim finds room for one", async () => {
    const { worker, claims, ends } = busyWorker(1, 1, 1, 1);
    worker.wake();
    for (let ended = 0; ended < 4; ended++) {
      await settle();
      ends.shift()?.();
    }
    await settle();
    expect([claims, worker.busy()]).toEqual([[1, 1, 1, 1], 0]);
  });

  it("is not kept from other work by batches of which one rotation goes on for long", async () => {
    const { worker, claims, ends } = busyWorker(2, 2, 2, 2, 2, 2);
    worker.wake();
    await settle();
    // Of each batch the first one ends and the other one never does.
    for (let batch = 0; batch < 6; batch++) {
      ends.splice(batch, 1)[0]?.();
      await settle();
    }
    expect(claims).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it("takes nothing more once it stops, and waits for what is under way", async () => {
    const { worker, claims, gate } = idleWorker();
    const { promise, resolve } = Promise.withResolvers<void>();
    gate.open = promise;
    worker.wake();
    await settle();
    let stopped = false;
    const stop = worker.stop().then(() => {
      stopped = true;
    });
    worker.wake(["late"]);
    worker.wakeAt(new Date(10));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([stopped, claims]).toEqual([false, ["any"]]);
    resolve();
    await stop;
    expect(claims).toEqual(["any"]);
  });

  it("goes on after a claim that failed, whose text is told only when it is ours", async () => {
    const { worker, claims, gate, lines } = idleWorker();
    gate.open = Promise.reject(new Error("hunter2"));
    worker.wake();
    await settle();
    gate.open = Promise.resolve();
    worker.wake();
    await settle();
    expect(claims).toHaveLength(2);
    expect(lines.join("")).toContain("work could not be claimed");
    expect(lines.join("")).not.toContain("hunter2");
  });
});
