import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQueries, type Database, openDatabase, type TableQuery } from "../src/index.ts";
import { aConnection, type Store, seed, startStore } from "./support.ts";

/** Far fewer than there are rotations, and than those before the deepest page. */
const A_FEW = 2_000;

let store: Store;
let url: string;
beforeAll(async () => {
  store = await startStore();
  url = store.target.url;
  await seed(store, { name: "the-model", connectionId: await aConnection(store) });
  // As that one, with names of their own; one in a thousand is special.
  await store.sql`
    insert into turnbolt.rotations select (jsonb_populate_record(r, jsonb_build_object(
      'id', gen_random_uuid(), 'name', 'many-' || lpad(n::text, 6, '0'),
      'type', case when n % 1000 = 0 then 'rare' else 'common' end,
      'description', case when n % 1000 = 0 then 'needle' else 'hay' end,
      'last_failed_at', case when n % 1000 = 1 then now() end, 'held_at', case when n % 1000 = 2 then now() end,
      'next_at', case when n % 3 > 0 then now() + n * interval '1 minute' end,
      'last_rotated_at', case when n % 4 > 0 then now() - n * interval '1 minute' end))).*
    from turnbolt.rotations r, generate_series(1, 20000) n where r.name = 'the-model'`;
  await store.sql`analyze`;
  // Sessions that are open would tell what they have read at a time of their own.
  await store.database.close();
  await store.sql.end();
}, 180_000);
afterAll(() => store.target.stop());

const all: TableQuery = { projects: "all", sort: "name", descending: false, limit: 50 };
const sorts = ["name", "createdAt", "nextAt", "lastRotatedAt"] as const;
const orders = sorts.flatMap((sort) => [
  { sort, descending: false },
  { sort, descending: true },
]);

describe("among twenty thousand rotations one page reads a few rows", () => {
  it.each([
    ...orders,
    { type: "rare" },
    { type: "common", sort: "nextAt" },
    { status: "failed" },
    { status: "attention", sort: "lastRotatedAt" },
    { status: "rotating" },
    { status: "success", descending: true },
    { search: "needle" },
    { search: "many" },
    { environment: "prod" },
    { connectionId: randomUUID() },
    { projects: [randomUUID()] },
  ] satisfies Partial<TableQuery>[])("of %o", async (query) => {
    expect(await rowsReadFor({ ...all, ...query })).toBeLessThan(A_FEW);
  });

  it.each(orders)("far from the beginning of %o", async (order) => {
    const cursor = await using(async (database) => {
      let next: string | null = null;
      for (let page = 0; page < 20; page++) {
        const query: TableQuery = { ...all, ...order, limit: 200, cursor: next ?? undefined };
        ({ next } = await createQueries(database).rotations.table(query));
      }
      return next ?? "";
    });
    expect(await rowsReadFor({ ...all, ...order, cursor })).toBeLessThan(A_FEW);
  });
});

async function rowsReadFor(query: TableQuery): Promise<number> {
  const before = await rowsRead();
  await using((database) => createQueries(database).rotations.table(query));
  return (await rowsRead()) - before;
}

async function using<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({ url });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** As the server counts them, once every session of ours has ended and told it. */
async function rowsRead(): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const open = async () =>
      (await sql`select from pg_stat_activity where application_name = 'turnbolt'`).length;
    await expect.poll(open).toBe(0);
    const [row] = await sql<{ read: number }[]>`
      select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read
      from pg_stat_user_tables where schemaname = 'turnbolt'`;
    return row?.read ?? 0;
  } finally {
    await sql.end();
  }
}
