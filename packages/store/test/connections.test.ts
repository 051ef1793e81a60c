import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ConnectionQuery,
  createConnection,
  createLedger,
  createQueries,
  type PostgresLedger,
  removeConnection,
  updateConnection,
} from "../src/index.ts";
import { aConnection, by, type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "folder-1" });
}, 60_000);
afterAll(() => store.stop());

async function claimed(id: string, by = ledger) {
  const request = { limit: 1, leaseMs: 60_000, perConnection: 4, only: [id], prepare: async () => ({}) };
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
    expect(await updateConnection(store.database, mended, by("ada"))).toBe(true);
    const freed = await row(other.rotation.id);
    expect(freed).toMatchObject({ held_at: null, due_at: expect.any(Date) });
    expect((await ledger.load(other.rotation.id))?.connection).toMatchObject({ version: 2, brokenAt: null });
    expect(await updateConnection(store.database, mended, by("ada"))).toBe(false);
  });

  it("does not hold a rotation for what a mended connection's older version was told", async () => {
    const connectionId = await aConnection(store);
    const { rotation } = await seed(store, { connectionId });
    const { lease } = await claimed(rotation.id);
    const update = { id: connectionId, name: connectionId, description: null, config: {}, sealed: {} };
    await updateConnection(store.database, { ...update, fromVersion: 1, mended: true }, by("ada"));
    const heldAt = new Date(1_700_000_000_000);
    const breakConnection = { version: 1, message: "refused" };
    await ledger.save(lease, 0, { rotation: { heldAt }, breakConnection, release: true });
    expect(await row(rotation.id)).toMatchObject({ held_at: null, is_due: true });
  });

  it("is not edited while its own login is being rotated, whoever saw it idle a moment before", async () => {
    const connectionId = await aConnection(store);
    const { rotation } = await seed(store, { connectionId, ownAccount: true });
    const { lease } = await claimed(rotation.id);
    const update = { id: connectionId, name: connectionId, description: null, config: {}, sealed: {} };
    const edit = () =>
      updateConnection(store.database, { ...update, fromVersion: 1, mended: true }, by("ada"));
    expect(await edit()).toBe(false);
    await ledger.save(lease, 0, { rotation: { wakeAt: null }, run: { state: "done" }, release: true });
    expect(await edit()).toBe(true);
  });

  it("knows which rotation rotates its own login after it got another one", async () => {
    const connectionId = await aConnection(store);
    const [was, is] = [
      await seed(store, { connectionId, ownAccount: true }),
      await seed(store, { connectionId }),
    ];
    const update = { id: connectionId, name: connectionId, description: null, config: {}, sealed: {} };
    const edited = { ...update, mended: true, ownAccounts: [is.rotation.id] };
    expect(await updateConnection(store.database, { ...edited, fromVersion: 7 }, by("ada"))).toBe(false);
    const own = async () =>
      await Promise.all([was, is].map(async ({ rotation }) => (await row(rotation.id)).own_account));
    expect(await own()).toEqual([true, false]);
    expect(await updateConnection(store.database, { ...edited, fromVersion: 1 }, by("ada"))).toBe(true);
    expect(await own()).toEqual([false, true]);
  });

  it("is not removed while rotations use it, and says which", async () => {
    const connectionId = await aConnection(store);
    const { rotation } = await seed(store, { connectionId, name: "user-of-it" });
    expect(await removeConnection(store.database, connectionId, by("ada"))).toEqual(["user-of-it"]);
    await ledger.command(rotation.id, () => ({ remove: { secrets: "keep" } }));
    expect(await removeConnection(store.database, connectionId, by("ada"))).toEqual([]);
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
    await createConnection(store.database, connection, by("ada"));
    const { connections } = createQueries(store.database);
    expect(await connections.find(connection.id)).toMatchObject(connection);
    const of = { app: "test", projects: [store.place.projectId] };
    const ids = async (query: ConnectionQuery) => (await connections.list(query)).items.map(({ id }) => id);
    expect(await ids(of)).not.toContain(connection.id);
    expect(await ids({ ...of, shared: true })).toContain(connection.id);
    expect(await ids({ projects: "all" })).toContain(connection.id);
    expect(await ids({ projects: "all", app: "other" })).toEqual([]);
    expect(await connections.named(connection.name, { projects: "all" })).toMatchObject([connection]);
    expect(await connections.named(connection.name, of)).toEqual([]);
  });

  it("come by name, page by page without a gap or a repetition", async () => {
    const { connections } = createQueries(store.database);
    const whole = (await connections.list({ projects: "all" })).items.map(({ name }) => name);
    expect(whole.length).toBeGreaterThan(2);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await connections.list({ projects: "all", limit: 2, cursor });
      paged.push(...page.items.map(({ name }) => name));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole);
  });
});
