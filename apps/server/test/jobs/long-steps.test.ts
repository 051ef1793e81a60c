import type { LongStep } from "@turnbolt/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { longSteps } from "../../src/jobs/long-steps.ts";
import { gatedTarget } from "../fixtures/gated-plugin.ts";
import { asked, connect, sharedDatabase } from "../support/shared-database.ts";

const target = gatedTarget();
let database: Awaited<ReturnType<typeof sharedDatabase>>;
beforeAll(async () => {
  database = await sharedDatabase([target.provider]);
}, 60_000);
afterAll(() => database.stop());
afterEach(() => database.endServers());

describe("a step that takes long", () => {
  it.each([
    ["slow", null],
    ["counting", { done: 1, total: 3 }],
  ])(
    "is seen by whoever follows its run, from any process, until it ends: %s",
    async (account, progress) => {
      const [{ client }] = [await database.start("api"), await database.start("worker")];
      const connected = await connect(client, "gated", account);
      const open = target.hold("verify");
      const { runId } = await client.rotations.create.mutate(asked("gated-password", connected, account));
      const seen: unknown[] = [];
      let read: unknown = null;
      await new Promise<void>((resolve, reject) => {
        client.runs.live.subscribe(
          { runId },
          {
            onData: async ({ data: { state, currentStep } }) => {
              seen.push(currentStep ?? state);
              if (!currentStep) return;
              read = (await client.runs.get.query({ runId })).run.currentStep;
              open();
            },
            onError: reject,
            onComplete: resolve,
          },
        );
      });
      const step = { name: "verify", attempt: 1, startedAt: expect.any(String), progress };
      expect(seen).toContainEqual(step);
      expect(read).toEqual(step);
      expect(seen.at(-1)).toBe("done");
      const [row] = await database.sql`select current_step from turnbolt.runs where id = ${runId}`;
      expect(row?.current_step).toBeNull();
      const { run } = await client.runs.get.query({ runId });
      expect(run).toMatchObject({ currentStep: null, state: "done" });
    },
    60_000,
  );

  it("ends well when it cannot be noted, and the log says why", async () => {
    await database.sql`alter table turnbolt.runs add constraint none check (current_step is null)`;
    const { client } = await database.start();
    const connected = await connect(client, "gated", "unnoted");
    const open = target.hold("verify");
    const { runId } = await client.rotations.create.mutate(asked("gated-password", connected, "unnoted"));
    const logged = () => database.lines.filter((text) => text.includes("could not be noted"));
    await expect.poll(logged, { timeout: 10_000 }).toHaveLength(1);
    expect(JSON.parse(logged()[0] ?? "{}")).toMatchObject({ runId, level: 40 });
    open();
    await expect
      .poll(async () => (await client.runs.get.query({ runId })).run.state, { timeout: 10_000 })
      .toBe("done");
    await database.sql`alter table turnbolt.runs drop constraint none`;
  }, 60_000);
});

describe("notes of a step", () => {
  const step = (done: unknown, total?: unknown): LongStep => ({
    runId: "run",
    name: "verify",
    attempt: 1,
    startedAt: new Date(0),
    progress: { done, total } as never, // a plugin may say anything
  });

  it("are written one at a time, and only the last of those that wait", async () => {
    const written: unknown[] = [];
    const gates: (() => void)[] = [];
    const notes = longSteps({
      write: ({ step: { progress } }) => {
        written.push(progress?.done);
        return new Promise((resolve) => void gates.push(resolve));
      },
      onError: () => {},
    });
    for (const done of [1, 2, 3]) notes.note(step(done));
    expect(written).toEqual([1]);
    gates[0]?.();
    await expect.poll(() => written).toEqual([1, 3]);
    gates[1]?.();
    await notes.settled();
    expect(written).toEqual([1, 3]);
  });

  it("carry numbers alone, whatever a plugin says", async () => {
    const written: unknown[] = [];
    const notes = longSteps({
      write: async ({ step: { progress } }) => void written.push(progress),
      onError: () => {},
    });
    for (const note of [step("hunter2"), step(1n), step(Number.NaN, 3), step(1, "hunter2")]) {
      notes.note(note);
      await notes.settled();
    }
    expect(written).toEqual([null, null, null, { done: 1, total: null }]);
  });
});
