import type { ClaimedDelivery } from "@turnbolt/api";
import type { Outcome } from "@turnbolt/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNotifier } from "../../src/notify/notifier.ts";
import { type Receiver, startReceiver, status } from "./receiver.ts";

let hook: Receiver;
beforeAll(async () => {
  hook = await startReceiver();
});
afterAll(() => hook.stop());

const cipher = {
  seal: async () => new Uint8Array(),
  open: async () => `whsec_${Buffer.alloc(32, 3).toString("base64")}`,
};

/** What becomes of a delivery on one of its tries. */
async function outcomeOf(tries: number, event = "rotation.failed"): Promise<Outcome | undefined> {
  let found: Outcome | undefined;
  const notifier = createNotifier({
    store: {
      settle: async (_claimed, _attempt, outcome) => {
        found = outcome;
      },
    },
    owner: "folder-1",
    cipher,
    clock: { now: () => new Date("2026-01-02T03:04:05.678Z") },
    rules: { blockPrivate: false, isOurs: () => false },
    mailServer: null,
    publicUrl: undefined,
    stop: new AbortController().signal,
  });
  await notifier.send({
    delivery: { id: "d-1", event, at: new Date(), payload: {}, tries },
    channel: { kind: "webhook", config: { url: hook.url }, sealed: { secret: new Uint8Array() } },
  } as unknown as ClaimedDelivery); // the part of both that sending looks at
  return found;
}

describe("a delivery that fails", () => {
  it("is tried again after longer and longer pauses, and given up within a day", async () => {
    hook.answers(status(503));
    const outcomes = [];
    for (let tries = 1; tries <= 9; tries++) outcomes.push(await outcomeOf(tries));
    const pauses = outcomes.flatMap((outcome) => (typeof outcome === "object" ? [outcome.againInMs] : []));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses).toHaveLength(7);
    expect(outcomes.slice(7)).toEqual(["given-up", "given-up"]);
    expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(86_400_000);
  });

  it("waits as long as the receiver asks, where that is longer, and never more than an hour", async () => {
    hook.answers(status(429, { "retry-after": "30" }));
    expect(await outcomeOf(1)).toEqual({ againInMs: 30_000 });
    hook.answers(status(429, { "retry-after": new Date(Date.now() + 7 * 86_400_000).toUTCString() }));
    expect(await outcomeOf(1)).toEqual({ againInMs: 3_600_000 });
    hook.answers(status(429, { "retry-after": "soon" }));
    expect(await outcomeOf(1)).toEqual({ againInMs: 5_000 });
  });

  it("is given up at once when the receiver is gone for good, or when it was a test", async () => {
    hook.answers(status(410));
    expect(await outcomeOf(1)).toBe("given-up");
    hook.answers(status(500));
    expect(await outcomeOf(1, "test")).toBe("given-up");
  });
});
