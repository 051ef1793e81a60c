import type { Run } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  countRunEnds,
  createLedger,
  createQueries,
  type PostgresLedger,
  type Queries,
} from "../../src/index.ts";
import { aRun } from "../rows.ts";
import { type Store, seed, startStore } from "../support.ts";

let store: Store;
let ledger: PostgresLedger;
let insights: Queries["insights"];
const DAY = "2026-02-03";

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "a" });
  insights = createQueries(store.database).insights;
}, 60_000);
afterAll(() => store.stop());

const createdAt = new Date(`${DAY}T04:05:06.000Z`);
const after = (ms: number) => new Date(createdAt.getTime() + ms);

/** A rotation whose first run is over and counted. */
async function aRotation(): Promise<string> {
  const { rotation } = await seed(store);
  await ledger.command(rotation.id, () => ({
    run: { state: "done", endedAt: new Date("2026-01-02T03:04:06Z") },
  }));
  return rotation.id;
}

/** Ends a run of a rotation, the way every run ends. */
async function ended(rotationId: string, state: Run["state"], fields: Partial<Run> = {}): Promise<string> {
  const run = aRun(rotationId, { kind: "rotate", createdAt, ...fields });
  await ledger.command(rotationId, () => ({ newRun: run }));
  await ledger.command(rotationId, () => ({ run: { state, endedAt: after(2_000) } }));
  return run.id;
}

const day = async (scope: "all" | readonly string[] = "all") => {
  const { days, ...rest } = await insights.between(scope, DAY, DAY);
  return { ...days[0], ...rest };
};
const waiting = () => store.sql`select run_id from turnbolt.run_ends order by id`;
const countAll = async () => {
  while ((await countRunEnds(store.database)) > 0);
};

describe("the end of a run", () => {
  it("is counted with its day and its length, in the project and in all, before and after it was added up", async () => {
    const rotation = await aRotation();
    const done = await ended(rotation, "done");
    const failed = await ended(rotation, "failed");
    const seen = { day: DAY, succeeded: 1, failed: 1, failedRuns: [failed], doneRuns: [done] };
    for (const look of ["before", "after"]) {
      expect(await day(), look).toMatchObject(seen);
      expect(await day([store.place.projectId]), look).toMatchObject(seen);
      expect(await day(["00000000-0000-4000-8000-000000000000"]), look).toMatchObject({ medianMs: null });
      const { medianMs, p95Ms } = await day();
      expect(medianMs).toBe(p95Ms);
      expect(Math.abs((medianMs ?? 0) - 2_000)).toBeLessThan(260);
      await countAll();
    }
    expect(await waiting()).toEqual([]);
  });

  it("is counted when it was a try at a new credential, and when nobody took it back", async () => {
    const rotation = await aRotation();
    await countAll();
    const before = await day();
    await ended(rotation, "cancelled");
    await ended(rotation, "done", { kind: "retire" });
    await ended(rotation, "failed", { kind: "revoke" });
    expect(await waiting()).toEqual([]);
    await ended(rotation, "done", { kind: "reconcile" });
    expect(await day()).toMatchObject({ succeeded: (before.succeeded ?? 0) + 1, failed: before.failed ?? 0 });
  });

  it("that is not committed is not counted", async () => {
    const rotation = await aRotation();
    await countAll();
    const before = await day();
    const run = aRun(rotation, { kind: "rotate", createdAt });
    await ledger.command(rotation, () => ({ newRun: run }));
    const refused = ledger.command(rotation, () => ({
      run: { state: "done", endedAt: after(1) },
      rotation: { connectionId: "00000000-0000-4000-8000-000000000000" },
    }));
    await expect(refused).rejects.toMatchObject({ name: "StoreError" });
    expect(await waiting()).toEqual([]);
    expect(await day()).toEqual(before);
    await ledger.command(rotation, () => ({ run: { state: "cancelled", endedAt: after(1) } }));
  });
});

describe("adding up", () => {
  it("counts each run once when several do it at the same time", async () => {
    const rotation = await aRotation();
    await countAll();
    const { succeeded = 0 } = await day();
    for (let number = 0; number < 12; number++) await ended(rotation, "done");
    await Promise.all([countAll(), countAll(), countAll(), countAll()]);
    await countAll();
    expect(await day()).toMatchObject({ succeeded: succeeded + 12 });
  });

  it("that is cut off in the middle has counted nothing, and the next one counts it", async () => {
    const rotation = await aRotation();
    await countAll();
    const { succeeded = 0 } = await day();
    await ended(rotation, "done");
    const [end] = await waiting();
    // Somebody holds the day, so that the sum has to wait after the ends were taken.
    await store.sql.begin(async (tx) => {
      await tx`select from turnbolt.run_days where project_id is null and day = ${DAY} for update`;
      const counting = countRunEnds(store.database).catch((error: unknown) => error);
      const held = () => store.sql<{ pid: number }[]>`
        select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%run_days%'`;
      await expect.poll(async () => (await held()).length).toBe(1);
      // Nobody else waits in line: it is done already by who does it.
      expect(await countRunEnds(store.database)).toBe(0);
      await tx`select pg_terminate_backend(pid) from unnest(${(await held()).map(({ pid }) => pid)}::int[]) as pid`;
      expect(await counting).toBeInstanceOf(Error);
    });
    expect(await waiting()).toEqual([end]);
    expect(await day()).toMatchObject({ succeeded: succeeded + 1 });
    await countAll();
    expect(await waiting()).toEqual([]);
    expect(await day()).toMatchObject({ succeeded: succeeded + 1 });
  });

  it("remembers a few runs of a day by name, and leaves out a project that is gone", async () => {
    const rotation = await aRotation();
    for (let number = 0; number < 7; number++) await ended(rotation, "failed");
    await store.sql`insert into turnbolt.run_ends (run_id, project_id, ended_at, succeeded, duration_ms)
      values (gen_random_uuid(), gen_random_uuid(), ${createdAt}, true, 5)`;
    await countAll();
    const { failedRuns = [], doneRuns = [] } = await day();
    expect([failedRuns.length, doneRuns.length]).toEqual([5, 5]);
    const names = await insights.runsById(failedRuns);
    expect(names[0]).toMatchObject({ state: "failed", rotationName: expect.stringMatching(/^rotation-/) });
  });
});
