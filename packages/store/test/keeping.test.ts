import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, createQueries, type PostgresLedger, sweep } from "../src/index.ts";
import { aVersion } from "./rows.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "folder-1" });
}, 60_000);
afterAll(() => store.stop());

describe("retention", () => {
  it("erases values of ended credentials after thirty days, and no others", async () => {
    const { rotation, run } = await seed(store);
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const versions = [
      aVersion(run.id, 1, { state: "revoked", endedAt: ago(31) }),
      aVersion(run.id, 2, { state: "revoked", endedAt: ago(29) }),
      aVersion(run.id, 3, { state: "superseded" }),
      aVersion(run.id, 4, { state: "active" }),
    ];
    await ledger.command(rotation.id, () => ({ versions }));
    expect(await sweep(store.database)).toMatchObject({ values: 1 });
    const kept = await createQueries(store.database).versions.list(rotation.id);
    expect(kept.filter(({ sealed }) => sealed).map(({ number }) => number)).toEqual([4, 3, 2]);
  });

  it("keeps the last fifty runs of a rotation and drops older ones after four hundred days", async () => {
    const { rotation } = await seed(store);
    await store.sql`insert into turnbolt.runs (id, rotation_id, kind, trigger, state, label, force, adopts, parameters,
        created_at, ended_at, draft_attempt, tries, unanswered, steps)
      select gen_random_uuid(), ${rotation.id}, 'rotate', 'schedule', 'done', 'x', false, false, '{}',
        now() - interval '500 days' + n * interval '1 hour', now() - interval '499 days', 0, 0, false, '[]'
      from generate_series(1, 60) n`;
    // Sixty that ended and the one that is queued: the last fifty of them stay.
    expect(await sweep(store.database)).toMatchObject({ runs: 11 });
    const [left] =
      await store.sql`select count(*)::int as n from turnbolt.runs where rotation_id = ${rotation.id}`;
    expect(left?.n).toBe(50);
  });

  it("forgets commands for many rotations thirty days after their end, with what became of each", async () => {
    await store.sql`insert into turnbolt.bulk_jobs (id, action, force, requested_by, created_at, dealt_at, removes, closed_at, request_key)
      select gen_random_uuid(), 'rotate', false, 'test', now() - age::interval, now() - dealt::interval, removes,
        now() - closed::interval, name
      from (values
        ('ended', '31 days', '31 days', null, null),
        ('removed', '40 days', '40 days', 'folder', '31 days'),
        ('young', '29 days', '29 days', null, null),
        ('ended of late', '40 days', '1 day', null, null),
        ('under way', '40 days', null, null, null),
        ('not yet removed', '40 days', '40 days', 'folder', null),
        ('removed of late', '40 days', '40 days', 'folder', '1 day')
      ) job (name, age, dealt, removes, closed)`;
    await store.sql`insert into turnbolt.bulk_items (job_id, position, rotation_id, state)
      select id, 0, gen_random_uuid(), 'done' from turnbolt.bulk_jobs`;
    expect(await sweep(store.database)).toMatchObject({ bulkJobs: 2 });
    const left = await store.sql<{ name: string }[]>`
      select request_key as name from turnbolt.bulk_jobs join turnbolt.bulk_items on job_id = id order by 1`;
    expect(left.map(({ name }) => name)).toEqual([
      "ended of late",
      "not yet removed",
      "removed of late",
      "under way",
      "young",
    ]);
  });
});

describe("what people are told", () => {
  it("is written even when a target says what the database cannot keep", async () => {
    const { rotation } = await seed(store);
    const message = "it said: a\0b \ud800.";
    const work = await ledger.command(rotation.id, () => ({
      run: { message },
      events: [{ kind: "rotation.alert", message, data: {} }],
    }));
    expect(work.run?.message).toBe(message);
    expect((await ledger.load(rotation.id))?.run?.message).toBe("it said: a\ufffdb \ufffd.");
  });
});
