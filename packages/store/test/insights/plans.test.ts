import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQueries, type Queries, type Scope } from "../../src/index.ts";
import { type Store, startStore } from "../support.ts";
import { type Cost, costOf } from "./explained.ts";
import { seedMany } from "./many.ts";

const ROTATIONS = 20_000;
let store: Store;
let one: readonly string[];
let every: readonly string[];
let connectionId: string;

beforeAll(async () => {
  store = await startStore();
  await seedMany(store, { projects: 40, rotations: ROTATIONS, runsOfEach: 2 });
  const projects = await store.sql`select id from turnbolt.projects where slug like 'many-%' order by slug`;
  every = projects.map(({ id }) => id);
  one = every.slice(0, 1);
  const [connection] =
    await store.sql`select id from turnbolt.connections where project_id = ${one[0] ?? ""}`;
  connectionId = connection?.id;
}, 120_000);
afterAll(() => store.stop());

type Ask = (queries: Queries, scope: Scope) => Promise<unknown>;
const cost = (ask: (queries: Queries) => Promise<unknown>) =>
  costOf(store, (database) => ask(createQueries(database)));

/** Tables that grow with the number of rotations. */
const LARGE = ["rotations", "listings", "runs", "audit"];
const largeScans = ({ scanned }: Cost) => scanned.filter((table) => LARGE.includes(table));

const DAY_MS = 86_400_000;
const days = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const from = new Date(Date.now() + (first + index) * DAY_MS);
    return { key: from.toISOString(), from, until: new Date(from.getTime() + DAY_MS) };
  });

/** `most`: rotations that may be looked at, however many there are. */
const questions: readonly {
  readonly name: string;
  readonly most: number;
  readonly mostRuns?: number;
  readonly ask: Ask;
}[] = [
  { name: "counters", most: 4_100, ask: ({ insights }, scope) => insights.counters(scope) },
  { name: "problems", most: 2_600, ask: ({ insights }, scope) => insights.problems(scope) },
  { name: "broken connections", most: 1_100, ask: ({ insights }, scope) => insights.broken(scope) },
  { name: "the next hours", most: 5_000, ask: ({ insights }, scope) => insights.nextHours(scope) },
  {
    name: "the last days",
    most: 0,
    ask: ({ insights }, scope) => insights.between(scope, "2020-01-01", "2030-01-01"),
  },
  {
    name: "planned rotations",
    most: 4_100,
    ask: ({ insights }, scope) => insights.plannedBefore(scope, new Date(Date.now() + 62 * 86_400_000)),
  },
  {
    name: "starts by day",
    most: 5_100,
    ask: ({ insights }, scope) => insights.nextBySpan(scope, days(0, 62)),
  },
  {
    name: "ended runs",
    most: 501,
    mostRuns: 501,
    ask: ({ insights }, scope) =>
      insights.endedBetween(scope, new Date("2020-01-01"), new Date("2040-01-01"), 500),
  },
];

describe.each([
  ["all projects", () => "all" as const],
  ["one project", () => one],
  ["forty projects", () => every],
])("of %s", (_, scope) => {
  it.each(questions)(
    "$name are read by an index, and in bounded number",
    async ({ ask, most, mostRuns = 100 * 5 }) => {
      const asked = await cost((queries) => ask(queries, scope()));
      expect(largeScans(asked)).toEqual([]);
      expect(asked.rows.rotations ?? 0).toBeLessThanOrEqual(most);
      expect(asked.rows.runs ?? 0).toBeLessThanOrEqual(mostRuns);
    },
  );
});

describe("the list", () => {
  it("of a connection's rotations is read a page at a time, wherever the page is", async () => {
    const page = (cursor?: string) => (queries: Queries) =>
      queries.connections.dependants({ connectionId, limit: 50, cursor });
    const asked = await cost(page());
    expect(asked.indexes).toContain("listings_connection");
    expect([largeScans(asked), asked.rows.listings, asked.rows.rotations]).toEqual([[], 51, 51]);
    let cursor: string | null = null;
    for (let number = 0; number < 8; number++) {
      ({ next: cursor } = await createQueries(store.database).connections.dependants({
        connectionId,
        limit: 50,
        cursor: cursor ?? undefined,
      }));
    }
    const later = await cost(page(cursor ?? undefined));
    expect([largeScans(later), (later.rows.rotations ?? 0) < 110]).toEqual([[], true]);
  });

  it("of connections by name is read a page at a time, wherever the page is", async () => {
    const page = (cursor?: string) => (queries: Queries) =>
      queries.connections.list({ projects: "all", limit: 5, cursor });
    const { next } = await page()(createQueries(store.database));
    for (const cursor of [undefined, next ?? undefined]) {
      expect((await cost(page(cursor))).rows.connections).toBeLessThanOrEqual(6);
    }
  });
});

it("how a connection is doing is read by an index, and in bounded number", async () => {
  const asked = await cost((queries) => queries.connections.state(connectionId));
  expect(largeScans(asked)).toEqual([]);
  expect([asked.rows.listings ?? 0, asked.rows.audit ?? 0].every((rows) => rows <= 1_001)).toBe(true);
});
