import { randomUUID } from "node:crypto";
import type { Actor } from "@turnbolt/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issued, memory } from "../fixtures/memory-plugin.ts";
import { asked, type Connected, connect, sharedDatabase } from "../support/shared-database.ts";

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let started: Awaited<ReturnType<typeof database.start>>;
let connected: Connected;
let ids: string[];

beforeAll(async () => {
  database = await sharedDatabase([memory]);
  started = await database.start();
  connected = await connect(started.client, "memory", "bulk");
  const inputs = Array.from({ length: 25 }, (_, index) =>
    asked("memory-password", connected, `fault-${index}`),
  );
  const made = await Promise.all(
    inputs.map((input) =>
      started.client.rotations.create.mutate({ ...(input as object), wait: true } as never),
    ),
  );
  ids = made.map(({ secretRotation }) => secretRotation.id);
}, 60_000);
afterAll(() => database.stop());

const start = (action: "rotate" | "pause", rotationIds: string[]) =>
  started.client.bulk.start.mutate({ action, rotationIds }).then(({ bulkJob }) => bulkJob.id);
const counts = async (jobId: string) => (await started.client.bulk.get.query({ jobId })).bulkJob.counts;
const letGo = (jobId: string) =>
  database.sql`update turnbolt.bulk_jobs set lease_until = null where id = ${jobId}`;

describe("a rotation that cannot be given its command", () => {
  it("keeps neither the others of its job nor other jobs waiting, and gets it when that is mended", async () => {
    issued.clear();
    await database.sql.unsafe(`
      create function stuck() returns trigger language plpgsql as $$ begin raise 'a fault of the test'; end $$;
      create trigger stuck before insert on turnbolt.runs for each row
      when (new.rotation_id = '${ids[0]}') execute function stuck();`);
    const stuck = await start("rotate", ids);
    await expect.poll(() => counts(stuck), { timeout: 20_000 }).toMatchObject({ waiting: 1, done: 24 });
    const other = await start("pause", ids.slice(1));
    await expect.poll(() => counts(other)).toMatchObject({ done: 24 });
    // As if its process had vanished: both are left for whoever looks.
    await database.sql`update turnbolt.bulk_items set state = 'waiting' where job_id = ${other}`;
    await database.sql`update turnbolt.bulk_jobs set dealt_at = null, lease_until = null where id = ${other}`;
    await letGo(stuck);
    // The process looks by itself, too, once a minute.
    await started.server.services.dealer.work().catch(() => {});
    await expect.poll(() => counts(other)).toMatchObject({ done: 24, waiting: 0 });
    expect(await counts(stuck)).toMatchObject({ done: 24, waiting: 1 });
    await database.sql`drop trigger stuck on turnbolt.runs`;
    await letGo(stuck);
    await started.server.services.dealer.work();
    await expect.poll(() => counts(stuck), { timeout: 20_000 }).toMatchObject({ done: 25 });
    expect([...issued.values()]).toEqual(ids.map(() => 1));
  });
});

describe("who started a job", () => {
  const operator = (projectId: string): Actor => ({
    kind: "machine",
    id: "identity:of-two",
    name: "of two",
    address: null,
    requestId: null,
    isAdmin: false,
    roles: new Map([[projectId, "operator"]]),
  });

  it("learns nothing of a rotation that they may not read, and takes nothing back of it", async () => {
    const { client, server } = started;
    const { bulk } = server.services;
    const { project } = await client.projects.create.mutate({ projectName: "elsewhere" });
    const input = { ...(asked("memory-password", connected, "elsewhere") as object), projectId: project.id };
    const there = (await client.rotations.create.mutate({ ...input, wait: true } as never)).secretRotation.id;
    const rotationIds = [ids[1] ?? "", there];
    const asker = operator(connected.projectId);
    const job = await bulk.start({ action: "pause", force: false, rotationIds }, asker);
    const jobId = job.bulkJob.id;
    await expect.poll(() => counts(jobId)).toMatchObject({ done: 1, refused: 1 });
    const { items } = await bulk.items({ jobId, limit: 10 }, asker);
    expect(items).toMatchObject([
      { rotationId: ids[1], rotationName: "fault-1", state: "done" },
      {
        rotationId: there,
        rotationName: null,
        state: "refused",
        message: expect.stringContaining("may not"),
      },
    ]);
    const moved = operator(randomUUID());
    const later = (await bulk.items({ jobId, limit: 10 }, moved)).items;
    expect(later.map(({ rotationName }) => rotationName)).toEqual([null, null]);
  });
});
