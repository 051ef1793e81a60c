import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createNotificationStore, type NotificationStore, sweep } from "../../src/index.ts";
import { type Store, seed, startStore } from "../support.ts";
import { aChannel, anAttempt, atOnce, deliveriesOf, EVE, happens, idsOf, request } from "./support.ts";

let store: Store;
let notifications: NotificationStore;
let rotationId: string;

beforeAll(async () => {
  store = await startStore();
  notifications = createNotificationStore(store.database);
  rotationId = (await seed(store)).rotation.id;
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from turnbolt.channels`;
  await store.sql`delete from turnbolt.outbox`;
});

/** So many events, told to every channel there is. */
async function told(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await happens(store, rotationId);
  await notifications.outbox.fanOut(1_000);
}

const claim = (fields: Partial<typeof request> = {}) => notifications.outbox.claim({ ...request, ...fields });
const passTime = () => store.sql`update turnbolt.deliveries set next_at = next_at - interval '61 seconds'`;

describe("a delivery", () => {
  it("is in one pair of hands at a time, whoever asks", async () => {
    for (let n = 0; n < 5; n++) await aChannel(store);
    await told(2);
    const taken = (await Promise.all(Array.from({ length: 8 }, () => claim()))).flat();
    expect(taken.length).toBe(10);
    expect(new Set(idsOf(taken)).size).toBe(10);
  });

  it("that somebody is about to take is left to them, without waiting", async () => {
    const channel = await aChannel(store);
    await told(2);
    const [first, second] = await deliveriesOf(notifications, channel);
    await store.sql.begin(async (sql) => {
      await sql`select from turnbolt.deliveries where id = ${first?.id ?? ""} for update`;
      expect(idsOf(await atOnce(claim()))).toEqual([second?.id]);
    });
  });

  it("is taken up by others when its sender vanished, under the same id", async () => {
    await aChannel(store);
    await told(1);
    const [first] = await claim();
    expect(await claim()).toEqual([]);
    await passTime();
    const [second] = await claim({ owner: "folder-2" });
    expect(second?.delivery.id).toBe(first?.delivery.id);
    expect(second?.delivery.payload).toEqual(first?.delivery.payload);
  });

  it("is taken up at once by the next process on the same folder", async () => {
    await aChannel(store);
    await told(1);
    await claim();
    await notifications.outbox.takeUp("folder-2");
    expect(await claim()).toEqual([]);
    await notifications.outbox.takeUp("folder-1");
    expect(await claim()).toHaveLength(1);
  });

  it("ends when it was taken, and is not sent again", async () => {
    const channel = await aChannel(store);
    await told(1);
    const [one] = await claim();
    if (one) await notifications.outbox.settle(one, anAttempt(), "delivered");
    await passTime();
    expect(await claim()).toEqual([]);
    const [delivery] = await deliveriesOf(notifications, channel);
    expect(delivery).toMatchObject({ state: "delivered", tries: 1, attempts: [anAttempt()], sender: null });
    expect(delivery?.endedAt).toBeInstanceOf(Date);
  });

  it("comes back after its pause, and is given up at last, with every attempt", async () => {
    const channel = await aChannel(store);
    await told(1);
    const [one] = await claim();
    if (one) await notifications.outbox.settle(one, anAttempt("HTTP 500"), { againInMs: 30_000 });
    expect(await claim()).toEqual([]);
    const wait = await notifications.outbox.dueInMs();
    expect(wait).toBeGreaterThan(20_000);
    expect(wait).toBeLessThanOrEqual(30_000);
    await passTime();
    const [two] = await claim();
    if (two) await notifications.outbox.settle(two, anAttempt("HTTP 502"), "given-up");
    const [delivery] = await deliveriesOf(notifications, channel);
    expect(delivery).toMatchObject({ state: "given-up", tries: 2 });
    expect(delivery?.attempts.map(({ error }) => error)).toEqual(["HTTP 500", "HTTP 502"]);
    expect(await notifications.outbox.dueInMs()).toBeNull();
  });

  it("keeps its last thirty attempts", async () => {
    const channel = await aChannel(store);
    await told(1);
    for (let n = 1; n <= 33; n++) {
      await passTime();
      const [one] = await claim();
      if (one) await notifications.outbox.settle(one, anAttempt(`no ${n}`), { againInMs: 1 });
    }
    const [delivery] = await deliveriesOf(notifications, channel);
    expect(delivery?.attempts.map(({ error }) => error)).toEqual(
      Array.from({ length: 30 }, (_, n) => `no ${n + 4}`),
    );
  });

  it("that was taken after all, late, is not sent once more; a late failure says nothing", async () => {
    const channel = await aChannel(store);
    await told(1);
    const [slow] = await claim();
    await passTime();
    const [second] = await claim({ owner: "folder-2" });
    if (!slow || !second) throw new Error("nothing was claimed");
    await notifications.outbox.settle(slow, anAttempt("timeout"), "given-up");
    expect((await deliveriesOf(notifications, channel))[0]?.state).toBe("waiting");
    await notifications.outbox.settle(slow, anAttempt(), "delivered");
    await notifications.outbox.settle(second, anAttempt("HTTP 500"), { againInMs: 1 });
    expect((await deliveriesOf(notifications, channel))[0]).toMatchObject({
      state: "delivered",
      attempts: [anAttempt()],
    });
  });
});

describe("a channel with much to do", () => {
  it("delays no other, and has no more in hand than it may", async () => {
    const busy = await aChannel(store);
    await told(30);
    const quick = await aChannel(store);
    await told(1);
    const taken = await claim({ limit: 10 });
    const byChannel = Map.groupBy(taken, ({ channel }) => channel.id);
    expect([byChannel.get(busy.id)?.length, byChannel.get(quick.id)?.length]).toEqual([2, 1]);
    const more = await claim({ full: [busy.id] });
    expect(more).toEqual([]);
  });

  it("gets the oldest first", async () => {
    await aChannel(store);
    await told(3);
    await store.sql`update turnbolt.deliveries set next_at = now() - (outbox_id % 1000) * interval '1 second'`;
    const [first] = await claim({ perChannel: 1 });
    const [last] = await store.sql`select max(outbox_id)::int as id from turnbolt.deliveries`;
    expect(first?.delivery.outboxId).toBe(last?.id);
  });
});

describe("a person", () => {
  it("sends a test, and a delivery once more, which is in the audit", async () => {
    const channel = await aChannel(store);
    const test = await notifications.deliveries.test(channel, "folder-1", EVE);
    expect(test).toMatchObject({ channel: { id: channel.id }, delivery: { event: "test", tries: 1 } });
    expect(await claim()).toEqual([]);
    expect(await notifications.deliveries.again(test.delivery.id, "folder-1", EVE)).toBeNull();
    await notifications.outbox.settle(test, anAttempt("HTTP 500"), "given-up");
    const again = await notifications.deliveries.again(test.delivery.id, "folder-1", EVE);
    expect(again?.delivery).toMatchObject({
      id: test.delivery.id,
      state: "waiting",
      tries: 1,
      endedAt: null,
    });
    const rows =
      await store.sql`select kind, actor from turnbolt.audit where data ->> 'channelId' = ${channel.id} order by id`;
    expect(rows.map(({ kind, actor }) => [kind, actor])).toEqual([
      ["channel.created", "user:eve"],
      ["channel.tested", "user:eve"],
      ["channel.asked-again", "user:eve"],
    ]);
  });

  it("who switches a channel off lets go of what waits for it", async () => {
    const channel = await aChannel(store);
    await told(2);
    expect(await notifications.channels.update({ ...channel, version: 2, isEnabled: false }, 1, EVE)).toBe(
      true,
    );
    expect(await notifications.channels.update({ ...channel, version: 2 }, 1, EVE)).toBe(false);
    expect((await deliveriesOf(notifications, channel)).map(({ state }) => state)).toEqual([
      "given-up",
      "given-up",
    ]);
    expect(await claim()).toEqual([]);
  });

  it("finds channels with what became of the last delivery, and removes them with all of it", async () => {
    const channel = await aChannel(store);
    expect((await notifications.channels.find(channel.id))?.last).toBeNull();
    await told(1);
    const [listed] = (await notifications.channels.list({ projects: "all", limit: 10 })).items;
    expect(listed).toMatchObject({ ...channel, last: { state: "waiting" } });
    expect((await notifications.channels.list({ projects: [], limit: 10 })).items).toEqual([]);
    await notifications.channels.remove(channel.id, EVE);
    expect(await notifications.channels.find(channel.id)).toBeNull();
    await expect(notifications.channels.remove(channel.id, EVE)).rejects.toMatchObject({ code: "not-found" });
    expect(await store.sql`select from turnbolt.deliveries`).toEqual([]);
  });

  it("cannot give two channels one name", async () => {
    const { name } = await aChannel(store);
    await expect(aChannel(store, { name })).rejects.toMatchObject({
      code: "taken",
      facts: { what: "channel-name" },
    });
    await aChannel(store, { name, projectId: null });
  });
});

describe("what is old", () => {
  it("is let go of after thirty days, once it has ended", async () => {
    await aChannel(store);
    await told(3);
    const [one] = await claim();
    if (one) await notifications.outbox.settle(one, anAttempt(), "delivered");
    await store.sql`update turnbolt.deliveries set ended_at = ended_at - interval '31 days'`;
    await store.sql`update turnbolt.outbox set delivered_at = delivered_at - interval '31 days'
      where id = (select min(id) from turnbolt.outbox)`;
    expect(await sweep(store.database)).toMatchObject({ deliveries: 2 });
    expect(await store.sql`select from turnbolt.deliveries`).toHaveLength(2);
    expect(await store.sql`select from turnbolt.outbox`).toHaveLength(2);
  });
});
