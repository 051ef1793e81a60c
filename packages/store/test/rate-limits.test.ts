import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createLedger,
  createRateLimits,
  type Database,
  type LearnedLimit,
  openDatabase,
  type RateLimits,
} from "../src/index.ts";
import { aConnection, type Store, seed, startStore } from "./support.ts";

let store: Store;
let other: Database;
let limits: RateLimits;
let connectionId: string;
beforeAll(async () => {
  store = await startStore();
  other = openDatabase({ url: store.target.url });
  limits = createRateLimits(store.database);
}, 60_000);
afterAll(async () => {
  await other.close();
  await store.stop();
});
beforeEach(async () => {
  await store.sql`delete from turnbolt.rate_limits`;
  connectionId = await aConnection(store);
});

const EACH_MS = 100_000 / 0.95;

/** A turn every hundred seconds, and a little more: no machine is so slow that one comes by itself. */
const learn = (given: Partial<LearnedLimit> = {}) =>
  limits.learn({ connectionId, scope: "60", allowed: 60, windowMs: 6_000_000, restMs: 0, ...given });
const take = (given: Partial<Parameters<RateLimits["take"]>[1]> = {}, from = limits) =>
  from.take({ connectionId, scope: "60" }, { wanted: 1, withinMs: 60_000_000, told: null, ...given });
const fillFor = (turns: number) =>
  store.sql`update turnbolt.rate_limits set empty_at = now() - ${turns * EACH_MS} * interval '1 ms'`;

describe("the bucket of a connection", () => {
  it("is none where no limit is known", async () => {
    expect(await take()).toBeNull();
  });

  it("is empty when the limit is learned, and tells when there will be as many turns as are wanted", async () => {
    await learn();
    expect(await take()).toBeCloseTo(EACH_MS, -4);
    expect(await take({ wanted: 5 })).toBeCloseTo(5 * EACH_MS, -4);
  });

  it("is one for all processes, and no turn is drawn twice", async () => {
    await learn();
    await fillFor(9.5);
    const two = [limits, createRateLimits(other)];
    const drawn = await Promise.all(Array.from({ length: 20 }, (_, n) => take({}, two[n % 2])));
    expect(drawn.filter((waitMs) => waitMs === 0)).toHaveLength(9);
  });

  it("holds half of what is allowed, or as much as a call wants", async () => {
    await learn();
    await fillFor(1_000);
    expect(await take({ wanted: 30 })).toBe(0);
    expect(await take()).toBeGreaterThan(EACH_MS / 2);
    await fillFor(1_000);
    expect(await take({ wanted: 31 })).toBe(0);
  });

  it("is lowered to what an answer leaves beyond even use, and less what is under way, and never raised", async () => {
    await learn();
    await fillFor(20);
    // 40 are left, 30 of them for the rest of the window, and a tenth of all may be under way.
    const told = { remaining: 40, leftMs: 3_000_000, agoMs: 0 };
    expect(await take({ wanted: 5, told })).toBeGreaterThan(EACH_MS / 2);
    expect(await take({ wanted: 4 })).toBe(0);
    expect(await take({ told: { ...told, remaining: 60 } })).toBeGreaterThan(EACH_MS / 2);
    expect(await take({ told: { ...told, remaining: 16, agoMs: 20 * EACH_MS } })).toBeCloseTo(EACH_MS, -4);
    expect(await take({ told: { ...told, remaining: 16 } })).toBeCloseTo(21 * EACH_MS, -4);
  });

  it("refills more slowly when an answer shows that the window is longer", async () => {
    await learn({ windowMs: 3_000_000 });
    await take({ told: { remaining: 60, leftMs: 5_999_000, agoMs: 6_000_000 } });
    await store.sql`update turnbolt.rate_limits set empty_at = now()`;
    expect(await take()).toBeCloseTo(EACH_MS, -4);
  });

  it("goes with its connection, and none is learned of one that is gone", async () => {
    await learn();
    await store.sql`delete from turnbolt.connections where id = ${connectionId}`;
    expect(await take()).toBeNull();
    await learn();
    expect(await take()).toBeNull();
  });

  it("costs no flush: it is in no write-ahead log", async () => {
    const [row] =
      await store.sql`select relpersistence as kept from pg_class where oid = 'turnbolt.rate_limits'::regclass`;
    expect(row?.kept).toBe("u");
  });

  it("is told to the other processes when it is learned", async () => {
    const heard: unknown[] = [];
    const stop = await createRateLimits(other).onLearned((key) => heard.push(key));
    await learn();
    await expect.poll(() => heard).toEqual([{ connectionId, scope: "60" }]);
    await stop();
  });
});

describe("a connection that rests", () => {
  const claim = (only?: readonly string[]) =>
    createLedger({ database: store.database, owner: "folder" }).claim({
      ...{ limit: 25, leaseMs: 60_000, perConnection: 4, prepare: async () => ({}) },
      ...(only && { only }),
    });
  beforeEach(() => store.sql`update turnbolt.rotations set due_at = null, lease_until = null`);

  it("gives no turn before, whichever of its limits was passed", async () => {
    await learn();
    await fillFor(60);
    await learn({ scope: "", allowed: null, windowMs: 0, restMs: 700_000 });
    expect(await take()).toBeCloseTo(700_000, -4);
    await learn({ scope: "", allowed: null, windowMs: 0, restMs: 200_000 });
    expect(await take()).toBeCloseTo(700_000, -4);
  });

  it("is left alone by claims until then, and keeps nobody else waiting", async () => {
    await seed(store, { connectionId });
    const { rotation } = await seed(store);
    await learn({ restMs: 600_000 });
    const { claimed, left } = await claim();
    expect([claimed.map(({ lease }) => lease.rotationId), left]).toEqual([[rotation.id], true]);
    await store.sql`update turnbolt.rate_limits set rests_until = now()`;
    expect((await claim()).claimed).toHaveLength(1);
  });

  it("is so when somebody would have to wait for longer than is worth it", async () => {
    await seed(store, { connectionId });
    await learn();
    expect(await take({ wanted: 30, withinMs: 1_000_000 })).toBeCloseTo(30 * EACH_MS, -4);
    expect((await claim()).claimed).toHaveLength(0);
    expect(await take()).toBeCloseTo(30 * EACH_MS, -4);
  });

  it("is worked on for somebody who asks for it by name", async () => {
    const { rotation } = await seed(store, { connectionId });
    await learn({ restMs: 600_000 });
    expect((await claim([rotation.id])).claimed).toHaveLength(1);
  });
});
