import { randomUUID } from "node:crypto";
import type { Actor, Role } from "@turnbolt/api";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { issued, memory } from "../fixtures/memory-plugin.ts";
import { restOf } from "../support/rest.ts";
import { asked, type Connected, connect, sharedDatabase } from "../support/shared-database.ts";

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let started: Awaited<ReturnType<typeof database.start>>;
let connected: Connected;
let count = 0;

beforeAll(async () => {
  database = await sharedDatabase([memory]);
  started = await database.start();
  connected = await connect(started.client, "memory", "bulk");
}, 60_000);
afterAll(() => database.stop());
beforeEach(() => issued.clear());

const bulk = () => started.client.bulk;
/** So many rotations with a published credential. */
async function rotations(number: number): Promise<{ id: string; account: string }[]> {
  const accounts = Array.from({ length: number }, () => `bulk-${++count}`);
  const made = await Promise.all(
    accounts.map(async (account) => {
      const input = { ...(asked("memory-password", connected, account) as object), wait: true };
      return {
        account,
        id: (await started.client.rotations.create.mutate(input as never)).secretRotation.id,
      };
    }),
  );
  issued.clear();
  return made;
}
const ids = (made: readonly { id: string }[]) => made.map(({ id }) => id);
const ended = (jobId: string) =>
  expect
    .poll(async () => (await bulk().get.query({ jobId })).bulkJob.ended, { timeout: 20_000 })
    .toBe(true)
    .then(async () => (await bulk().get.query({ jobId })).bulkJob);
const none = { waiting: 0, running: 0, attention: 0, done: 0, failed: 0, refused: 0, cancelled: 0 };

const root: Actor = {
  kind: "root",
  id: "root-token",
  name: "root token",
  address: "127.0.0.1",
  requestId: "r",
  isAdmin: true,
  roles: new Map(),
};
const person = (role: Role, projectId = connected.projectId): Actor => ({
  ...root,
  kind: "person",
  id: `user:${role}`,
  isAdmin: false,
  roles: new Map([[projectId, role]]),
});

describe("a bulk rotation", () => {
  it("rotates each of many once, tells how far it is while it goes on, and says who asked", async () => {
    const made = await rotations(60);
    const { bulkJob } = await bulk().start.mutate({ action: "rotate", rotationIds: ids(made) });
    expect(bulkJob).toMatchObject({ action: "rotate", total: 60, requestedBy: "root-token" });
    const seen = await new Promise<(typeof bulkJob)["counts"][]>((resolve, reject) => {
      const counts: (typeof bulkJob)["counts"][] = [];
      bulk().live.subscribe(
        { jobId: bulkJob.id },
        {
          onData: ({ data }) => {
            counts.push(data.counts);
            if (data.ended) resolve(counts);
          },
          onError: reject,
        },
      );
    });
    expect(seen.at(-1)).toEqual({ ...none, done: 60 });
    expect(seen.every((counts) => Object.values(counts).reduce((a, b) => a + b) === 60)).toBe(true);
    expect(made.map(({ account }) => issued.get(account))).toEqual(made.map(() => 1));
    const audit = await database.sql`
      select actor, data from turnbolt.audit where kind = 'bulk.started' and data ->> 'jobId' = ${bulkJob.id}`;
    expect(audit).toEqual([
      { actor: "root-token", data: { jobId: bulkJob.id, action: "rotate", rotations: 60 } },
    ]);
  });

  it("is the same at the HTTP door: started, read, listed, and not begun twice under one key", async () => {
    const made = await rotations(3);
    const rest = restOf(started.server.url ?? "");
    const headers = { "idempotency-key": randomUUID() };
    const body = { action: "rotate", rotationIds: ids(made) };
    const first = await rest("POST", "/api/v2/bulk-jobs", { body, headers });
    expect(first.status).toBe(200);
    const { id } = first.body.bulkJob;
    expect((await rest("POST", "/api/v2/bulk-jobs", { body, headers })).body.bulkJob.id).toBe(id);
    const other = await rest("POST", "/api/v2/bulk-jobs", { body: { ...body, action: "pause" }, headers });
    expect(other.status).toBe(400);
    const fewer = { ...body, rotationIds: ids(made).slice(1) };
    expect((await rest("POST", "/api/v2/bulk-jobs", { body: fewer, headers })).status).toBe(400);
    await ended(id);
    const { items, nextCursor } = (
      await rest("GET", `/api/v2/bulk-jobs/${id}/items`, { query: { limit: "2" } })
    ).body;
    expect(items).toMatchObject(
      made.slice(0, 2).map((one) => ({ rotationId: one.id, rotationName: one.account, state: "done" })),
    );
    const rest2 = await rest("GET", `/api/v2/bulk-jobs/${id}/items`, { query: { cursor: nextCursor } });
    expect(rest2.body).toMatchObject({ items: [{ rotationId: made[2]?.id }], nextCursor: null });
    const { bulkJobs } = (await rest("GET", "/api/v2/bulk-jobs", { query: { limit: "1" } })).body;
    expect(bulkJobs).toMatchObject([{ id, total: 3 }]);
    expect([...issued.values()]).toEqual([1, 1, 1]);
  });

  it("gives each rotation what its own rules say, and tells which were refused and why", async () => {
    const [well, waits] = await rotations(2);
    await database.sql`
      update turnbolt.rotations set attention = ${database.sql.json({ code: "no-room", message: "no room", handles: [], decisions: [], since: new Date().toISOString() })}
      where id = ${waits?.id ?? ""}`;
    const missing = randomUUID();
    const rotationIds = [well?.id ?? "", waits?.id ?? "", missing, well?.id ?? ""];
    const { bulkJob } = await bulk().start.mutate({ action: "rotate", rotationIds });
    expect((await ended(bulkJob.id)).counts).toEqual({ ...none, done: 1, refused: 2 });
    const { items } = await bulk().items.query({ jobId: bulkJob.id });
    expect(items).toMatchObject([
      { state: "done", rotationId: well?.id, runId: expect.any(String) },
      { state: "refused", message: expect.stringContaining("no room"), runId: null },
      { state: "refused", message: "There is no such rotation.", rotationName: null },
    ]);
  });

  it("asks nothing twice when whoever dealt it was cut off before it was noted", async () => {
    const made = await rotations(4);
    const { bulkJob } = await bulk().start.mutate({ action: "rotate", rotationIds: ids(made) });
    await ended(bulkJob.id);
    const runs = () =>
      database.sql`select id from turnbolt.runs where rotation_id in ${database.sql(ids(made))} order by id`;
    const before = await runs();
    await database.sql`update turnbolt.bulk_items set state = 'waiting', run_id = null where job_id = ${bulkJob.id}`;
    await database.sql`update turnbolt.bulk_jobs set dealt_at = null where id = ${bulkJob.id}`;
    await started.server.services.dealer.work();
    expect((await ended(bulkJob.id)).counts).toEqual({ ...none, done: 4 });
    expect(await runs()).toEqual(before);
    expect([...issued.values()]).toEqual([1, 1, 1, 1]);
  });

  it("is dealt by one process, also where several look for it", async () => {
    const made = await rotations(30);
    const second = await database.start("api");
    const { bulkJob } = await bulk().start.mutate({ action: "rotate", rotationIds: ids(made) });
    await Promise.all([second.server.services.dealer.work(), started.server.services.dealer.work()]);
    expect((await ended(bulkJob.id)).counts).toEqual({ ...none, done: 30 });
    expect([...issued.values()]).toEqual(made.map(() => 1));
  });
});

describe("a bulk job that is cancelled", () => {
  it("takes back what has not begun", async () => {
    const made = await rotations(5);
    await database.endServers();
    // Nobody works here, so the runs stay queued.
    const idle = await database.start("api");
    const { bulkJob } = await idle.client.bulk.start.mutate({ action: "rotate", rotationIds: ids(made) });
    const counts = async () => (await idle.client.bulk.get.query({ jobId: bulkJob.id })).bulkJob.counts;
    await expect.poll(counts).toEqual({ ...none, running: 5 });
    const cancelled = await idle.client.bulk.cancel.mutate({ jobId: bulkJob.id });
    expect(cancelled.bulkJob).toMatchObject({
      ended: true,
      cancelledAt: expect.any(String),
      counts: { ...none, cancelled: 5 },
    });
    expect((await idle.client.bulk.cancel.mutate({ jobId: bulkJob.id })).bulkJob).toEqual(cancelled.bulkJob);
    started = await database.start();
    expect(issued.size).toBe(0);
  });
});

describe("a bulk pause", () => {
  it("pauses, and a resume goes on: those that were not paused keep their next date", async () => {
    const made = await rotations(3);
    const first = await bulk().start.mutate({ action: "pause", rotationIds: ids(made.slice(1)) });
    expect((await ended(first.bulkJob.id)).counts).toEqual({ ...none, done: 2 });
    const dates = () =>
      database.sql`select auto, next_at from turnbolt.rotations where id in ${database.sql(ids(made))} order by name`;
    // A date that no schedule gives, as after a failure.
    await database.sql`update turnbolt.rotations set next_at = now() + interval '5 hours' where id = ${made[0]?.id ?? ""}`;
    const paused = await dates();
    expect(paused.map(({ auto }) => auto)).toEqual([true, false, false]);
    const second = await bulk().start.mutate({ action: "resume", rotationIds: ids(made) });
    await ended(second.bulkJob.id);
    const resumed = await dates();
    expect(resumed.every(({ auto, next_at }) => auto && next_at !== null)).toBe(true);
    expect(resumed[0]?.next_at).toEqual(paused[0]?.next_at);
  });
});

describe("who may", () => {
  it("do this to a rotation may do it to many; the others are told apart", async () => {
    const made = await rotations(1);
    const services = started.server.services.bulk;
    const input = { action: "rotate" as const, force: false, rotationIds: ids(made) };
    for (const role of ["viewer", "developer"] as const)
      await expect(services.start(input, person(role))).rejects.toMatchObject({ code: "forbidden" });
    await expect(services.start(input, person("admin", randomUUID()))).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(services.start({ ...input, rotationIds: [randomUUID()] }, root)).rejects.toMatchObject({
      code: "not-found",
    });
    const { bulkJob } = await services.start(input, person("operator"));
    await ended(bulkJob.id);
    const jobId = bulkJob.id;
    await expect(services.get({ jobId }, person("admin"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(services.cancel({ jobId }, person("admin"))).rejects.toMatchObject({ code: "forbidden" });
    expect((await services.list({ limit: 5 }, person("admin"))).bulkJobs).toEqual([]);
    expect((await services.list({ limit: 5 }, person("operator"))).bulkJobs).toMatchObject([{ id: jobId }]);
    const [run] = await database.sql`
      select requested_by from turnbolt.runs where rotation_id = ${made[0]?.id ?? ""} order by created_at desc limit 1`;
    expect(run?.requested_by).toBe("user:operator");
  });
});
