import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createNotificationStore, type NotificationStore } from "../../src/index.ts";
import { aConnection, type Store, seed, startStore } from "../support.ts";
import { aChannel, atOnce, deliveriesOf, happens } from "./support.ts";

let store: Store;
let notifications: NotificationStore;

beforeAll(async () => {
  store = await startStore();
  notifications = createNotificationStore(store.database);
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from turnbolt.channels`;
  await store.sql`delete from turnbolt.outbox`;
});

const fanOut = () => notifications.outbox.fanOut(100);

describe("an event", () => {
  it("goes to each channel that asked for it, once, with names and without values", async () => {
    const { rotation } = await seed(store, { name: "main" });
    const [one, two] = [await aChannel(store), await aChannel(store, { projectId: null })];
    const data = { version: 3, handle: "app_b", rotationId: rotation.id, runId: null };
    await happens(store, rotation.id, { data });
    expect(await fanOut()).toBe(1);
    expect(await fanOut()).toBe(0);
    for (const channel of [one, two]) {
      const [delivery, ...others] = await deliveriesOf(notifications, channel);
      expect(others).toEqual([]);
      expect(delivery).toMatchObject({
        event: "rotation.succeeded",
        rotationId: rotation.id,
        version: 3,
        state: "waiting",
      });
      expect(delivery?.payload).toEqual({
        message: "published",
        project: { id: store.place.projectId, slug: "default", name: "Default" },
        rotation: { id: rotation.id, name: "main", type: "test-password" },
        environment: "dev",
        secretPath: "/",
        secrets: [`PASSWORD_${rotation.id.slice(0, 8)}`],
        connection: { id: rotation.connectionId, name: rotation.connectionId, app: "test" },
        runId: expect.any(String),
        version: 3,
        handle: "app_b",
      });
    }
  });

  it("is kept for those who can ask for it alone", async () => {
    const { rotation } = await seed(store);
    await happens(store, rotation.id, { kind: "rotation.edited", data: {} });
    expect(await store.sql`select kind from turnbolt.outbox`).toEqual([]);
    await happens(store, rotation.id, { kind: "rotation.attention", data: {} });
    expect(await store.sql`select kind from turnbolt.outbox`).toEqual([{ kind: "rotation.attention" }]);
  });

  it.each<[string, Parameters<typeof aChannel>[1], boolean]>([
    ["asks for other events", { events: ["rotation.failed"] }, false],
    ["is switched off", { isEnabled: false }, false],
    ["asks for its type", { rotationTypes: ["other", "test-password"] }, true],
    ["asks for other types", { rotationTypes: ["other"] }, false],
    ["asks for its environment", { environments: ["dev"] }, true],
    ["asks for other environments", { environments: ["prod"] }, false],
  ])("finds or passes by a channel that %s", async (_, fields, wanted) => {
    const { rotation } = await seed(store);
    const channel = await aChannel(store, fields);
    await happens(store, rotation.id);
    await fanOut();
    expect((await deliveriesOf(notifications, channel)).length).toBe(wanted ? 1 : 0);
  });

  it("does not leave its project", async () => {
    const [other] = await store.sql`insert into turnbolt.projects (slug, name)
      values (${`p-${randomUUID()}`}, 'Other') returning id`;
    const { rotation } = await seed(store);
    const channel = await aChannel(store, { projectId: other?.id });
    await happens(store, rotation.id);
    await fanOut();
    expect(await deliveriesOf(notifications, channel)).toEqual([]);
  });

  it("goes once, however many processes look at once", async () => {
    const channel = await aChannel(store);
    const { rotation } = await seed(store);
    await Promise.all(Array.from({ length: 20 }, () => happens(store, rotation.id)));
    const counts = await Promise.all(Array.from({ length: 8 }, () => notifications.outbox.fanOut(7)));
    const rest = await fanOut();
    expect(counts.reduce((sum, count) => sum + count, rest)).toBe(20);
    expect((await deliveriesOf(notifications, channel)).length).toBe(20);
  });
});

describe("an event that another process is looking at", () => {
  it("is left to it, without waiting", async () => {
    const { rotation } = await seed(store);
    for (let n = 0; n < 2; n++) await happens(store, rotation.id);
    await store.sql.begin(async (sql) => {
      await sql`select from turnbolt.outbox order by id limit 1 for update`;
      expect(await atOnce(fanOut())).toBe(1);
    });
    expect(await fanOut()).toBe(1);
  });
});

describe("a broken connection", () => {
  const breaks = (connectionId: string, projectId: string | null) =>
    store.sql`insert into turnbolt.outbox (kind, message, data, project_id)
      values ('connection.broken', 'refused', ${store.sql.json({ connectionId, name: "c", app: "test" })}, ${projectId})`;

  it("is told to whoever asked for one of its rotations, and to nobody else", async () => {
    const connectionId = await aConnection(store);
    await seed(store, { connectionId });
    const { projectId } = store.place;
    const mine = await aChannel(store, { rotationTypes: ["test-password"], environments: ["dev"] });
    const prod = await aChannel(store, { environments: ["prod"] });
    const all = await aChannel(store, { projectId: null });
    await breaks(connectionId, projectId);
    await fanOut();
    const counts = await Promise.all(
      [mine, prod, all].map(async (one) => (await deliveriesOf(notifications, one)).length),
    );
    expect(counts).toEqual([1, 0, 1]);
  });

  it("of the whole installation is told in the projects that use it", async () => {
    const [used, unused] = [await aConnection(store), await aConnection(store)];
    await seed(store, { connectionId: used });
    const channel = await aChannel(store);
    await breaks(used, null);
    await breaks(unused, randomUUID());
    await fanOut();
    const told = await deliveriesOf(notifications, channel);
    expect(told.map(({ payload }) => payload.connection)).toEqual([{ id: used, name: used, app: "test" }]);
  });
});
