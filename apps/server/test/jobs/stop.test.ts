import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatedTarget } from "../fixtures/gated-plugin.ts";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";

const target = gatedTarget();
let database: Awaited<ReturnType<typeof sharedDatabase>>;
beforeAll(async () => {
  database = await sharedDatabase([target.provider]);
}, 60_000);
afterAll(() => database.stop());

describe("a server that stops in the middle of a batch", () => {
  it("finishes the steps in hand, begins no other, and holds nothing any more", async () => {
    const accounts = Array.from({ length: 7 }, (_, number) => `stop-${number}`);
    const { client } = await database.start("api");
    const connected = await connect(client, "gated", "stop");
    for (const account of accounts) {
      await client.rotations.create.mutate(asked("gated-password", connected, account));
    }
    const open = target.hold("issue");
    const { server: worker } = await database.start("worker");
    await expect.poll(() => target.calls.length, { timeout: 10_000 }).toBe(4);
    const stopped = worker.stop();
    open();
    await stopped;
    expect(target.calls.map(({ step }) => step)).toEqual(["issue", "issue", "issue", "issue"]);
    const rows = await database.sql<{ held: boolean; due: boolean; steps: number; state: string }[]>`
      select r.lease_until is not null or r.lease_owner is not null as held, r.due_at <= now() as due,
        jsonb_array_length(u.steps) as steps, u.state
      from turnbolt.rotations r join turnbolt.runs u on u.rotation_id = r.id order by steps desc`;
    expect(rows.map(({ held, due }) => [held, due])).toEqual(accounts.map(() => [false, true]));
    expect(rows.map(({ steps, state }) => `${state} ${steps}`)).toEqual([
      ...accounts.slice(0, 4).map(() => "issued 1"),
      // Never begun: the connection had no room for more.
      ...accounts.slice(4).map(() => "queued 0"),
    ]);
    await database.start("worker");
    await expect
      .poll(
        () =>
          new Set(target.calls.filter(({ step }) => step === "verify").map(({ account }) => account)).size,
        {
          timeout: 20_000,
        },
      )
      .toBe(accounts.length);
    // What was let go is taken up with the value that was on disk: each account got one value in all.
    expect(target.calls.filter(({ step }) => step === "issue")).toHaveLength(accounts.length);
  }, 60_000);
});
