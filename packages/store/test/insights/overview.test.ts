import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createQueries, type Queries } from "../../src/index.ts";
import { aConnection, type Store, seed, startStore } from "../support.ts";

let store: Store;
let insights: Queries["insights"];
let here: readonly string[];
const ELSEWHERE = ["00000000-0000-4000-8000-000000000000"];

beforeAll(async () => {
  store = await startStore();
  insights = createQueries(store.database).insights;
  here = [store.place.projectId];
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`update turnbolt.rotations set deleted_at = now(), next_at = null, due_at = null`;
  await store.sql`update turnbolt.connections set broken_at = null`;
});

const HOUR = 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms);
const attention = (since: Date, message = "no room") => ({
  code: "no-room" as const,
  message,
  handles: [],
  decisions: ["retry" as const],
  since,
});
const named = async (name: string, fields: Parameters<typeof seed>[1] = {}) =>
  (await seed(store, { name: `${name}-${crypto.randomUUID()}`, ...fields })).rotation.id;
const none = { count: 0, isMore: false };
const counts = async (scope: "all" | readonly string[] = "all") => {
  const { failing, dueSoon, overdue, attention } = await insights.counters(scope);
  return [failing, dueSoon, overdue, attention].map(({ count }) => count);
};

describe("the counters", () => {
  it("count each rotation under the word that fits, in its project and in all", async () => {
    await named("well");
    await named("failing", { lastFailedAt: at(-HOUR) });
    await named("failing and waiting", { lastFailedAt: at(-HOUR), attention: attention(at(0)) });
    await named("soon", { nextAt: at(6 * 24 * HOUR) });
    await named("a little late", { nextAt: at(-HOUR / 2) });
    await named("later", { nextAt: at(8 * 24 * HOUR) });
    await named("overdue", { nextAt: at(-2 * HOUR) });
    await named("held and overdue", { nextAt: at(-2 * HOUR), heldAt: at(-HOUR) });
    await named("held and waiting", { heldAt: at(-HOUR), attention: attention(at(0)) });
    for (const scope of ["all", here] as const) expect(await counts(scope)).toEqual([1, 2, 1, 3]);
    expect(await counts(ELSEWHERE)).toEqual([0, 0, 0, 0]);
  });

  it("stop at a thousand, and say so", async () => {
    const id = await named("first", { lastFailedAt: at(-HOUR) });
    await store.sql.begin(async (tx) => {
      await tx`create temp table many on commit drop as
        select r.* from turnbolt.rotations r, generate_series(1, 1000) n where r.id = ${id}`;
      await tx`update many set id = gen_random_uuid(), name = gen_random_uuid()::text`;
      await tx`insert into turnbolt.rotations select * from many`;
    });
    expect((await insights.counters("all")).failing).toEqual({ count: 1_000, isMore: true });
    expect((await insights.counters(ELSEWHERE)).failing).toEqual(none);
  });
});

describe("the worst", () => {
  it("comes with what was said, the oldest first, and its last try", async () => {
    const younger = await named("b", { attention: attention(at(-HOUR), "younger") });
    const older = await named("a", { attention: attention(at(-2 * HOUR), "older") });
    const failing = await named("failing", { lastFailedAt: at(-HOUR) });
    const overdue = await named("overdue", { nextAt: at(-3 * HOUR) });
    await named("held", { nextAt: at(-3 * HOUR), heldAt: at(-HOUR) });
    for (const scope of ["all", here] as const) {
      const found = await insights.problems(scope);
      expect(found.attention.map(({ id }) => id)).toEqual([older, younger]);
      expect(found.attention[0]?.attention).toMatchObject({ message: "older", since: expect.any(Date) });
      expect(found.failing).toMatchObject([
        { id: failing, environment: "dev", path: "/", run: { state: "queued", message: null } },
      ]);
      expect(found.overdue).toMatchObject([{ id: overdue, nextAt: expect.any(Date) }]);
    }
    expect(await insights.problems(ELSEWHERE)).toEqual({ attention: [], failing: [], overdue: [] });
  });

  it("names a broken connection once, with how many it holds", async () => {
    const connectionId = await aConnection(store);
    await store.sql`update turnbolt.connections set broken_at = now(), broken_message = 'refused' where id = ${connectionId}`;
    for (const number of [1, 2, 3]) await named(`held-${number}`, { connectionId, heldAt: at(-HOUR) });
    const idle = await aConnection(store);
    await store.sql`update turnbolt.connections set broken_at = now() + interval '1 s' where id = ${idle}`;
    for (const scope of ["all", here] as const) {
      expect(await insights.broken(scope)).toMatchObject([
        { id: connectionId, app: "test", brokenMessage: "refused", held: { count: 3, isMore: false } },
        { id: idle, held: none },
      ]);
    }
    expect(await insights.broken(ELSEWHERE)).toEqual([]);
  });

  it("names the connection of the whole installation to those whose rotations it holds", async () => {
    const connectionId = await aConnection(store);
    await store.sql`update turnbolt.connections set project_id = null, broken_at = now() where id = ${connectionId}`;
    await named("held", { connectionId, heldAt: at(-HOUR) });
    expect(await insights.broken(here)).toMatchObject([
      { id: connectionId, projectId: null, held: { count: 1 } },
    ]);
    expect(await insights.broken(ELSEWHERE)).toEqual([]);
  });
});

describe("the next hours", () => {
  it("are twenty-four, and count the starts of those that go on", async () => {
    await named("now", { nextAt: at(0) });
    await named("in two hours", { nextAt: at(2 * HOUR) });
    await named("in two hours too", { nextAt: at(2 * HOUR) });
    await named("held", { nextAt: at(2 * HOUR), heldAt: at(0) });
    await named("in two days", { nextAt: at(48 * HOUR) });
    const hours = await insights.nextHours(here);
    expect(hours).toHaveLength(24);
    expect(hours.map(({ count }) => count)).toEqual([1, 0, 2, ...Array.from({ length: 21 }, () => 0)]);
    const [first, second] = hours;
    expect((second?.from.getTime() ?? 0) - (first?.from.getTime() ?? 0)).toBe(HOUR);
    expect((await insights.nextHours(ELSEWHERE)).every(({ count }) => count === 0)).toBe(true);
  });
});

describe("planned rotations", () => {
  it("come in the order of their next starts, with their schedules and connections", async () => {
    const connectionId = await aConnection(store, "shop");
    const later = await named("later", { nextAt: at(2 * HOUR), connectionId });
    const sooner = await named("sooner", { nextAt: at(HOUR), connectionId });
    await named("held", { nextAt: at(HOUR), heldAt: at(0) });
    await named("too late", { nextAt: at(72 * HOUR) });
    for (const scope of ["all", here] as const) {
      const { rotations, isMore } = await insights.plannedBefore(scope, at(48 * HOUR));
      expect(rotations.map(({ id }) => id)).toEqual([sooner, later]);
      expect(isMore).toBe(false);
      expect(rotations[0]).toMatchObject({
        schedule: { kind: "interval", days: 30 },
        connection: { id: connectionId, app: "shop" },
        nextAt: expect.any(Date),
      });
    }
    expect(await insights.plannedBefore(ELSEWHERE, at(48 * HOUR))).toEqual({ rotations: [], isMore: false });
  });
});
