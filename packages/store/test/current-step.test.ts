import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createLedger,
  createQueries,
  noteCurrentStep,
  type PostgresLedger,
  type Queries,
} from "../src/index.ts";
import { claimOnly, take } from "./ledger-suite/world.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;
let queries: Queries;
beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "ours" });
  queries = createQueries(store.database);
}, 60_000);
afterAll(() => store.stop());

const startedAt = new Date("2026-01-02T03:04:06.789Z");
const step = { name: "verify", attempt: 1, startedAt, progress: { done: 1, total: 3 } } as const;
const ended = { ...step, progress: undefined, endedAt: new Date(startedAt.getTime() + 1), message: null };
const current = async (runId: string) => (await queries.runs.find(runId))?.currentStep;

async function held() {
  const { rotation, run } = await seed(store);
  const { lease, work } = await take(ledger, rotation.id, { run: { state: "issued" } });
  const note = (owner = "ours") => noteCurrentStep(store.database, { runId: run.id, owner, step });
  return { runId: run.id, lease, revision: work.rotation.revision, note };
}

describe("the step under way", () => {
  it("is told at once to those who listen, and read with its run", async () => {
    const { runId, note } = await held();
    const heard = Promise.withResolvers<string>();
    const stop = await store.database.listen("turnbolt_runs", (id) => {
      if (id === runId) heard.resolve(id);
    });
    await note();
    expect(await heard.promise).toBe(runId);
    expect(await current(runId)).toEqual(step);
    const rotationId = (await queries.runs.find(runId))?.rotationId ?? "";
    expect((await queries.runs.list({ rotationId, limit: 1 })).items[0]?.currentStep).toEqual(step);
    await stop();
  });

  it("ends with the next save of its run", async () => {
    const { runId, lease, revision, note } = await held();
    await note();
    const { name, attempt, endedAt, message } = ended;
    const steps = [{ name, attempt, startedAt, endedAt, message, outcome: "ok" as const }];
    expect(await ledger.save(lease, revision, { steps })).toBe("saved");
    const [row] = await store.sql`select current_step from turnbolt.runs where id = ${runId}`;
    expect(row?.current_step).toBeNull();
    await note();
    expect(await current(runId)).toBeNull();
  });

  it("is not noted by a process that does not hold the rotation, nor for a run that is not there", async () => {
    const { runId, note } = await held();
    await note("others");
    expect(await current(runId)).toBeNull();
    await noteCurrentStep(store.database, { runId: randomUUID(), owner: "ours", step });
  });

  it("is over when the lease is, and for the next holder", async () => {
    const { runId, lease, note } = await held();
    await note();
    await store.sql`update turnbolt.rotations set lease_until = now() where id = ${lease.rotationId}`;
    expect(await current(runId)).toBeNull();
    await claimOnly(ledger, [lease.rotationId]);
    expect(await current(runId)).toBeNull();
  });

  it("does not wait for the disk", async () => {
    const { runId, note } = await held();
    await store.sql`create table if not exists seen (setting text)`;
    await store.sql.unsafe(`create or replace function look() returns trigger language plpgsql as $$
      begin insert into seen values (current_setting('synchronous_commit')); return null; end $$`);
    await store.sql`create constraint trigger look after update on turnbolt.runs
      deferrable initially deferred for each row execute function look()`;
    await note();
    await store.sql`drop trigger look on turnbolt.runs`;
    expect(await current(runId)).toEqual(step);
    expect((await store.sql`select setting from seen`).map(({ setting }) => setting)).toEqual(["off"]);
  });
});
