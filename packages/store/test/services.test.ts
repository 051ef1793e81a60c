import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createConnection,
  createLedger,
  createQueries,
  createRotation,
  endOwnLeases,
  hasUndelivered,
  markDelivered,
  type PostgresLedger,
  quarantine,
  readHighWater,
  removeConnection,
  sweep,
  undelivered,
  updateConnection,
} from "../src/index.ts";
import { aRun, aVersion } from "./rows.ts";
import { aConnection, aRotation, type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "folder-1" });
}, 60_000);
afterAll(() => store.stop());

async function claimed(id: string, by = ledger) {
  const request = { limit: 1, leaseMs: 60_000, only: [id], prepare: async () => ({}) };
  const [first] = (await by.claim(request)).claimed;
  if (!first) throw new Error("nothing was claimed");
  return first;
}

const row = async (id: string) => {
  const [found] =
    await store.sql`select *, due_at <= now() as is_due from turnbolt.rotations where id = ${id}`;
  if (!found) throw new Error("no such row");
  return found;
};

describe("creating a rotation", () => {
  const asked = async (fields: Partial<ReturnType<typeof aRotation>> = {}, mapping = {}) => {
    const rotation = aRotation(store, await aConnection(store), fields);
    return {
      rotation,
      run: aRun(rotation.id),
      versions: [],
      folderId: store.place.folderId,
      description: null,
      mapping,
      events: [],
      actor: null,
    };
  };
  const rowsWith = async (name: string) =>
    (await store.sql`select count(*)::int as n from turnbolt.rotations where name = ${name}`)[0]?.n;

  it("names the secret names in the way and saves nothing", async () => {
    await createRotation(store.database, await asked({}, { user: "A_USER", password: "A_PASSWORD" }));
    const second = await asked({ name: "never-there" }, { password: "A_PASSWORD", user: "FREE" });
    await expect(createRotation(store.database, second)).rejects.toMatchObject({
      code: "taken",
      facts: { what: "secret-name", names: ["A_PASSWORD"] },
    });
    expect(await rowsWith("never-there")).toBe(0);
  });

  it("names the account that another rotation writes", async () => {
    await createRotation(store.database, await asked({ subjects: ["db/one", "db/two"] }));
    const second = createRotation(store.database, await asked({ subjects: ["db/zero", "db/two"] }));
    await expect(second).rejects.toMatchObject({
      code: "taken",
      facts: { what: "subject", names: ["db/two"] },
    });
  });

  it("names the rotation that is there already, and takes the name again when that one is gone", async () => {
    const first = await asked({ name: "twice" });
    await createRotation(store.database, first);
    const second = await asked({ name: "twice" });
    await expect(createRotation(store.database, second)).rejects.toMatchObject({
      facts: { what: "rotation-name", names: ["twice"] },
    });
    await ledger.command(first.rotation.id, () => ({ remove: { secrets: "delete" } }));
    await createRotation(store.database, second);
    expect(await rowsWith("twice")).toBe(2);
  });

  it("frees accounts and names when a failed create takes the rotation with it", async () => {
    const first = await asked({ subjects: ["db/again"] }, { password: "AGAIN" });
    await createRotation(store.database, first);
    const { lease } = await claimed(first.rotation.id);
    const ended = { state: "failed" as const, endedAt: new Date(1_700_000_000_000) };
    await ledger.save(lease, 0, { run: ended, remove: { secrets: "delete" }, release: true });
    await createRotation(store.database, await asked({ subjects: ["db/again"] }, { password: "AGAIN" }));
    expect(await createQueries(store.database).runs.find(first.run.id)).toMatchObject({ state: "failed" });
  });
});

describe("connections", () => {
  it("is broken once, told once, and frees its rotations when it is mended", async () => {
    const connectionId = await aConnection(store);
    const [mine, other] = [await seed(store, { connectionId }), await seed(store, { connectionId })];
    for (const { rotation } of [mine, other]) {
      // The second one was held before it could be claimed; claim it as a worker that was faster would have.
      await store.sql`update turnbolt.rotations set held_at = null,
        due_at = now() - interval '1 ms' where id = ${rotation.id}`;
      const { lease } = await claimed(rotation.id);
      await ledger.save(lease, 0, { breakConnection: { version: 1, message: "refused" }, release: true });
    }
    const told = await store.sql`select kind from turnbolt.outbox
      where kind = 'connection.broken' and data->>'connectionId' = ${connectionId}`;
    expect(told).toHaveLength(1);
    expect(await row(other.rotation.id)).toMatchObject({ held_at: expect.any(Date), due_at: null });

    const update = { id: connectionId, name: connectionId, description: null, config: {}, sealed: {} };
    const mended = { ...update, fromVersion: 1, mended: true };
    expect(await updateConnection(store.database, mended, "ada")).toBe(true);
    const freed = await row(other.rotation.id);
    expect(freed).toMatchObject({ held_at: null, due_at: expect.any(Date) });
    expect((await ledger.load(other.rotation.id))?.connection).toMatchObject({ version: 2, brokenAt: null });
    expect(await updateConnection(store.database, mended, "ada")).toBe(false);
  });

  it("does not hold a rotation for what a mended connection's older version was told", async () => {
    const connectionId = await aConnection(store);
    const { rotation } = await seed(store, { connectionId });
    const { lease } = await claimed(rotation.id);
    const update = { id: connectionId, name: connectionId, description: null, config: {}, sealed: {} };
    await updateConnection(store.database, { ...update, fromVersion: 1, mended: true }, "ada");
    const heldAt = new Date(1_700_000_000_000);
    const breakConnection = { version: 1, message: "refused" };
    await ledger.save(lease, 0, { rotation: { heldAt }, breakConnection, release: true });
    expect(await row(rotation.id)).toMatchObject({ held_at: null, is_due: true });
  });

  it("is not removed while rotations use it, and says which", async () => {
    const connectionId = await aConnection(store);
    const { rotation } = await seed(store, { connectionId, name: "user-of-it" });
    expect(await removeConnection(store.database, connectionId, "ada")).toEqual(["user-of-it"]);
    await ledger.command(rotation.id, () => ({ remove: { secrets: "keep" } }));
    expect(await removeConnection(store.database, connectionId, "ada")).toEqual([]);
    expect(await createQueries(store.database).connections.find(connectionId)).toBeNull();
  });

  it("is read back as it was made", async () => {
    const connection = {
      id: randomUUID(),
      projectId: null,
      name: "everybody's",
      description: "for all",
      app: "test",
      method: "password",
      version: 1,
      config: { host: "db.test", port: 5432 },
      sealed: { password: new Uint8Array([0, 255, 92, 120]) },
    };
    await createConnection(store.database, connection, "ada");
    const { connections } = createQueries(store.database);
    expect(await connections.find(connection.id)).toMatchObject(connection);
    expect(await connections.list({ app: "test", projectId: store.place.projectId })).toContainEqual(
      expect.objectContaining({ id: connection.id }),
    );
  });
});

describe("leases", () => {
  it("ends the leases of its own data folder at once, and no others", async () => {
    const [mine, foreign] = [await seed(store), await seed(store)];
    await claimed(mine.rotation.id);
    await claimed(foreign.rotation.id, createLedger({ database: store.database, owner: "folder-2" }));
    expect(await endOwnLeases(store.database, "folder-1")).toBeGreaterThanOrEqual(1);
    expect(await row(mine.rotation.id)).toMatchObject({ is_due: true, lease_until: expect.any(Date) });
    expect(await row(foreign.rotation.id)).toMatchObject({ is_due: false });
  });

  it("voids a lease that ends later than any lease may", async () => {
    const { rotation } = await seed(store);
    await claimed(rotation.id);
    await store.sql`update turnbolt.rotations set lease_until = now() + interval '3 days',
      due_at = now() + interval '3 days' where id = ${rotation.id}`;
    expect((await claimed(rotation.id)).lease.fence).toBe(2);
  });

  it("refuses to lease for longer than that", async () => {
    const request = { limit: 1, leaseMs: 3_600_000, prepare: async () => null };
    await expect(ledger.claim(request)).rejects.toThrow("at most");
  });

  it("lets a row that nothing can be made of make room for others", async () => {
    const [bad, good] = [
      await seed(store, { wakeAt: new Date(1_000) }),
      await seed(store, { wakeAt: new Date(2_000) }),
    ];
    const one = () =>
      ledger.claim({
        limit: 1,
        leaseMs: 60_000,
        prepare: async ({ rotation }) => {
          if (rotation.id === bad.rotation.id) throw new Error("no such plugin");
          return {};
        },
      });
    expect((await one()).unusable).toHaveLength(1);
    expect((await one()).claimed.map(({ lease }) => lease.rotationId)).toEqual([good.rotation.id]);
  });
});

describe("old backups", () => {
  it("counts the claims, and has everything verified when the mark outside is ahead", async () => {
    const { rotation } = await seed(store);
    const before = await readHighWater(store.database);
    await claimed(rotation.id);
    expect(await readHighWater(store.database)).toBe(before + 1);
    await quarantine(store.database, before + 100);
    expect(await readHighWater(store.database)).toBe(before + 100);
    expect((await ledger.load(rotation.id))?.rotation).toMatchObject({ mustVerify: true, revision: 1 });
    expect(await row(rotation.id)).toMatchObject({ is_due: false });
  });
});

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
});

describe("deliveries", () => {
  it("waits until each is marked, whatever its number", async () => {
    const { rotation, run } = await seed(store);
    await ledger.command(rotation.id, () => ({
      events: [{ kind: "rotation.succeeded", message: "published", data: { version: 3 } }],
    }));
    expect(await hasUndelivered(store.database, rotation.id, 3)).toBe(true);
    expect(await hasUndelivered(store.database, rotation.id, 4)).toBe(false);
    const mine = (await undelivered(store.database, 1_000)).filter(
      ({ rotationId }) => rotationId === rotation.id,
    );
    expect(mine.map(({ kind, version, runId }) => [kind, version, runId])).toEqual([
      ["rotation.created", null, run.id],
      ["rotation.succeeded", 3, run.id],
    ]);
    await markDelivered(
      store.database,
      mine.slice(1).map(({ id }) => id),
    );
    expect(await hasUndelivered(store.database, rotation.id, 3)).toBe(false);
    const left = (await undelivered(store.database, 1_000)).filter(
      ({ rotationId }) => rotationId === rotation.id,
    );
    expect(left.map(({ kind }) => kind)).toEqual(["rotation.created"]);
  });
});

describe("notices", () => {
  it("names the run that moved and the rotation that is due", async () => {
    const heard: string[] = [];
    const wanted = 2;
    let enough = () => {};
    const all = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const hear = (channel: string) => (payload: string) => {
      if (heard.push(`${channel} ${payload}`) >= wanted) enough();
    };
    const { rotation, run } = await seed(store, { wakeAt: new Date(4_000_000_000_000) });
    const stop = [
      await store.database.listen("turnbolt_runs", hear("run")),
      await store.database.listen("turnbolt_due", hear("due")),
    ];
    await ledger.command(rotation.id, (_, now) => ({ run: { message: "moved" }, rotation: { wakeAt: now } }));
    await all;
    expect(heard.toSorted()).toEqual([`due ${rotation.id}`, `run ${run.id}`]);
    for (const end of stop) await end();
  });
});
