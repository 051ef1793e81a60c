import type { Rotation } from "@turnbolt/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createLedger,
  createNotificationStore,
  type NotificationStore,
  type PostgresLedger,
} from "../../src/index.ts";
import { aVersion } from "../rows.ts";
import { type Store, seed, startStore } from "../support.ts";
import { aChannel, anAttempt, EVE, happens, request } from "./support.ts";

let store: Store;
let notifications: NotificationStore;
let ledger: PostgresLedger;
const heard: string[] = [];

beforeAll(async () => {
  store = await startStore();
  notifications = createNotificationStore(store.database);
  ledger = createLedger({ database: store.database, owner: "folder-1" });
  await store.sql.listen("turnbolt_due", (id) => void heard.push(id));
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from turnbolt.channels`;
  await store.sql`delete from turnbolt.outbox`;
  heard.length = 0;
});

/** Version 2 is published, and version 1 was to be let go of a minute ago; but somebody looks in a day only. */
async function anOverlap(rotated: Partial<Rotation> = {}, endedMinutesAgo = 1): Promise<string> {
  const { rotation, run } = await seed(store);
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  await ledger.command(rotation.id, () => ({
    run: { state: "done", endedAt: ago(60) },
    rotation: { wakeAt: null, ...rotated },
    versions: [
      aVersion(run.id, 1, { state: "superseded", retireAt: ago(endedMinutesAgo) }),
      aVersion(run.id, 2, { state: "active", promotedAt: ago(60) }),
    ],
  }));
  await store.sql`update turnbolt.rotations set due_at = now() + interval '23 hours' where id = ${rotation.id}`;
  return rotation.id;
}

const published = (id: string, version = 2) => happens(store, id, { data: { version } });
const isUntold = async (id: string) => (await ledger.load(id))?.untold;
const fanOut = () => notifications.outbox.fanOut(100);
const later = (id: string) =>
  store.sql`update turnbolt.rotations set due_at = now() + interval '23 hours' where id = ${id}`;
async function isDue(id: string): Promise<boolean> {
  const [row] = await store.sql`select due_at <= now() as due from turnbolt.rotations where id = ${id}`;
  return row?.due === true;
}
async function settle(outcome: "delivered" | "given-up"): Promise<void> {
  const [one] = await notifications.outbox.claim(request);
  if (!one) throw new Error("nothing was claimed");
  await notifications.outbox.settle(one, anAttempt(outcome === "delivered" ? null : "no"), outcome);
}

describe("the published credential", () => {
  it.each(["delivered", "given-up"] as const)(
    "is untold until whoever asked was told, or is %s",
    async (outcome) => {
      await aChannel(store);
      const id = await anOverlap();
      await published(id);
      expect(await isUntold(id)).toBe(true);
      await fanOut();
      expect(await isUntold(id)).toBe(true);
      await settle(outcome);
      expect(await isUntold(id)).toBe(false);
    },
  );

  it("is told when nobody asked for it", async () => {
    const id = await anOverlap();
    await aChannel(store, { events: ["rotation.failed"] });
    await aChannel(store, { isEnabled: false });
    await published(id);
    expect(await isUntold(id)).toBe(false);
  });

  it("is told whatever became of an older one, or of other events", async () => {
    await aChannel(store, { events: ["rotation.succeeded", "rotation.attention"] });
    const id = await anOverlap();
    await published(id, 1);
    await happens(store, id, { kind: "rotation.attention", data: {} });
    expect(await isUntold(id)).toBe(false);
    await fanOut();
    expect(await isUntold(id)).toBe(false);
  });
});

describe("a rotation that waits until everybody has been told", () => {
  it.each(["delivered", "given-up"] as const)("is due as soon as the last one is %s", async (outcome) => {
    await aChannel(store);
    const id = await anOverlap();
    await published(id);
    await fanOut();
    await later(id);
    await settle(outcome);
    expect(await isDue(id)).toBe(true);
    await expect.poll(() => heard, { timeout: 5_000 }).toContain(id);
  });

  it("is due when the event is given to nobody after all", async () => {
    const channel = await aChannel(store, { environments: ["prod"] });
    const id = await anOverlap();
    await published(id);
    expect(await isUntold(id)).toBe(true);
    await later(id);
    await fanOut();
    expect(await isUntold(id)).toBe(false);
    expect(await isDue(id)).toBe(true);
    await notifications.channels.remove(channel.id, EVE);
  });

  it.each<[string, (channel: Awaited<ReturnType<typeof aChannel>>) => Promise<unknown>]>([
    [
      "switched off",
      (channel) => notifications.channels.update({ ...channel, version: 2, isEnabled: false }, 1, EVE),
    ],
    ["removed", ({ id }) => notifications.channels.remove(id, EVE)],
  ])("is due when the channel is %s", async (_, end) => {
    const channel = await aChannel(store);
    const id = await anOverlap();
    await published(id);
    await fanOut();
    await later(id);
    await end(channel);
    expect(await isUntold(id)).toBe(false);
    expect(await isDue(id)).toBe(true);
  });

  it.each<[string, () => Promise<string>]>([
    [
      "somebody works on it",
      async () => {
        const id = await anOverlap();
        await store.sql`update turnbolt.rotations set lease_until = now() + interval '1 minute' where id = ${id}`;
        return id;
      },
    ],
    [
      "it waits for a person",
      () =>
        anOverlap({
          attention: { code: "no-room", message: "", handles: [], decisions: [], since: new Date() },
        }),
    ],
    ["its overlap goes on", () => anOverlap({}, -60)],
  ])("is left alone while %s", async (_, prepare) => {
    await aChannel(store);
    const id = await prepare();
    await published(id);
    await fanOut();
    await later(id);
    await settle("delivered");
    expect(await isDue(id)).toBe(false);
  });
});
