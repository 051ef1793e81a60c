import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLedger, type PostgresLedger } from "../src/index.ts";
import { aConnection, type Store, seed, startStore } from "./support.ts";

let store: Store;
let here: PostgresLedger;
let there: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  here = createLedger({ database: store.database, owner: "folder-1" });
  there = createLedger({ database: store.database, owner: "folder-2" });
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`update turnbolt.rotations set due_at = null, lease_until = null`;
});

const PER_CONNECTION = 4;
const BATCH = 25;
const EXPLAIN = `explain (analyze, buffers, format json) select turnbolt.lock_due(${BATCH}, ${PER_CONNECTION})`;

const claim = (by = here, limit = BATCH) =>
  by.claim({ limit, leaseMs: 60_000, perConnection: PER_CONNECTION, prepare: async () => ({}) });

/** So many rotations of a new connection, due since that long ago. */
async function due(count: number, minutesAgo: number): Promise<string> {
  const connectionId = await aConnection(store);
  const { rotation } = await seed(store, { connectionId });
  await store.sql`
    insert into turnbolt.rotations
    select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'name', gen_random_uuid()))).*
    from turnbolt.rotations r, generate_series(2, ${count}) where r.id = ${rotation.id}`;
  await store.sql`update turnbolt.rotations set due_at = now() - ${minutesAgo} * interval '1 minute'
    where connection_id = ${connectionId}`;
  return connectionId;
}

const connectionsOf = ({ claimed }: Awaited<ReturnType<typeof claim>>) =>
  Map.groupBy(claimed, ({ work }) => work.connection.id);

describe("what a claim takes of what is due", () => {
  it("is a full batch wherever there is room for one, the oldest connections first", async () => {
    const connections = await Promise.all(Array.from({ length: 8 }, (_, index) => due(4, 60 - index)));
    const taken = connectionsOf(await claim());
    const counts = connections.map((id) => taken.get(id)?.length ?? 0);
    expect(counts).toEqual([4, 4, 4, 4, 4, 4, 1, 0]);
  });

  it("tells whether more is due than it took", async () => {
    await due(PER_CONNECTION, 1);
    expect(await claim()).toMatchObject({ left: false });
    await due(PER_CONNECTION + 1, 1);
    expect(await claim()).toMatchObject({ left: true });
    expect(await claim()).toMatchObject({ claimed: [], left: true });
  });

  it("is the other connections' too, however many of a full one are due before them", async () => {
    const hog = await due(500, 60);
    const others = await Promise.all([due(1, 3), due(2, 2), due(3, 1)]);
    const taken = connectionsOf(await claim());
    expect(taken.get(hog)).toHaveLength(PER_CONNECTION);
    expect(others.map((id) => taken.get(id)?.length)).toEqual([1, 2, 3]);
  });

  it("comes upon the same connection twice, and takes no more of it for that", async () => {
    const hogs = await Promise.all(Array.from({ length: 6 }, (_, index) => due(60, 60 - index)));
    // The second look begins anywhere.
    for (let times = 0; times < 4; times++) {
      await store.sql`update turnbolt.rotations set due_at = now() - interval '1 minute', lease_until = null
        where lease_until is not null`;
      const taken = connectionsOf(await claim());
      expect(hogs.map((id) => taken.get(id)?.length)).toEqual([4, 4, 4, 4, 4, 4]);
    }
  });

  it("never goes over the room, whichever process asks, and however many at once", async () => {
    const connections = await Promise.all([due(60, 3), due(60, 2), due(3, 1)]);
    await Promise.all(Array.from({ length: 8 }, (_, index) => claim(index % 2 === 0 ? here : there)));
    // Whoever was too late for a connection that another claim had locked looks again, as a worker does.
    await claim();
    const leases = await store.sql`select connection_id, count(*)::int from turnbolt.rotations
      where lease_until > now() group by 1`;
    const counts = new Map(leases.map((row) => [row.connection_id, row.count]));
    expect(connections.map((id) => counts.get(id))).toEqual([4, 4, 3]);
  });

  it("reads no more when ten times as much is due on a full connection", async () => {
    const [few, many] = [await pagesRead(300), await pagesRead(3_000)];
    expect(few).toBeGreaterThan(0);
    // A few pages more lie on the way through deeper indexes; ten times as many would be in proportion.
    expect(many).toBeLessThan(2 * few);
  });

  /** Pages that choosing looks at, when that many wait for a connection that is full. */
  async function pagesRead(count: number): Promise<number> {
    await store.sql`update turnbolt.rotations set due_at = null, lease_until = null`;
    await due(count, 60);
    await due(1, 1);
    await claim();
    await store.sql`vacuum analyze turnbolt.rotations`;
    const session = await store.sql.reserve();
    const look = async () => {
      const [row] = await session.unsafe(EXPLAIN);
      const { Plan: plan } = row?.["QUERY PLAN"][0] ?? {};
      return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    };
    // The first times, it reads about the tables themselves, and makes its plans.
    for (let warm = 0; warm < 6; warm++) await look();
    const pages = await look();
    session.release();
    return pages;
  }
});
