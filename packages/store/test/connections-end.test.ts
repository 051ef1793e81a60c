import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../src/index.ts";
import { run, transact } from "../src/transaction.ts";
import { type Store, startStore } from "./support.ts";

const ROUNDS = 40;
const AT_ONCE = 60;
/** Questions come, and connections end, within so many milliseconds. */
const WITHIN_MS = 30;

let store: Store;
let database: Database;
beforeAll(async () => {
  store = await startStore();
  database = openDatabase({ url: store.target.url });
  await store.sql`create table halves (pair text not null, half int not null)`;
}, 60_000);
afterAll(async () => {
  await database.close();
  await store.stop();
});

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Always the same, so that a round that fails can be played again; spread like chance. */
const spread = (round: number, index: number): number => ((round * 7919 + index * 104_729) % 997) / 997;

/** Every way in which the store asks; some texts are known to a connection, and some are new. */
const asking: readonly ((round: number) => Promise<unknown>)[] = [
  (round) => run(database, { text: `select ${round % 5} as a, $1::int as b`, values: [1] }),
  () => database.drizzle.execute(sql`select min(due_at) from turnbolt.rotations where due_at is not null`),
  (round) =>
    transact(database, async (tx) => {
      tx.send({ text: `select ${round % 7} as a, $1::int as b`, values: [1] });
      await tx.ask({ text: "select $1::int as c", values: [2] });
      tx.announce({ text: "select pg_notify('nobody', 'hears it')", values: [] });
    }),
  // Texts that a connection does not know hold up what comes behind them.
  (round) =>
    transact(database, async (tx) => {
      const pair = crypto.randomUUID();
      for (const half of [1, 2, 3])
        tx.send({
          text: `insert into halves (pair, half) values ($1, $2::int) -- ${round % 3} ${half}`,
          values: [pair, half],
        });
    }),
  (round) =>
    transact(database, async (tx) => {
      const [row] = await tx.ask({ text: `select ${round} as own`, values: [] });
      await after(spread(round, 1) * WITHIN_MS);
      const [again] = await tx.ask({ text: "select $1::int as own", values: [row?.own] });
      expect(again).toEqual({ own: round });
    }),
];

describe("connections that end", () => {
  it("leave no question without an answer, none with another's, and no half of a transaction", async () => {
    let [answered, failed] = [0, 0];
    for (let round = 0; round < ROUNDS; round++) {
      const open = new Map<number, string>();
      const questions = Array.from({ length: AT_ONCE }, async (_, index) => {
        open.set(index, String(asking[index % asking.length]));
        await after(spread(round, index) * WITHIN_MS);
        await asking[index % asking.length]?.(round).then(
          () => answered++,
          (error: unknown) => {
            if (error instanceof Error && error.name === "AssertionError") throw error;
            failed++;
          },
        );
        open.delete(index);
      });
      await after(spread(round, AT_ONCE) * WITHIN_MS);
      await store.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'turnbolt' and pid <> pg_backend_pid()`;
      await expect.poll(() => [...open.values()], { timeout: 10_000, message: `round ${round}` }).toEqual([]);
      await Promise.all(questions);
    }
    const torn = await store.sql`select pair from halves group by pair having count(*) <> 3`;
    expect(torn).toHaveLength(0);
    expect(failed).toBeGreaterThan(ROUNDS);
    expect(answered).toBeGreaterThan(ROUNDS * 10);
    expect(await run(database, { text: "select 1 as alive", values: [] })).toEqual([{ alive: 1 }]);
  }, 120_000);
});

describe("more questions than connections", () => {
  it("are all answered, and every transaction has a connection of its own", async () => {
    const few = openDatabase({ url: store.target.url, max: 2 });
    const one = async (name: number) =>
      (await run(few, { text: "select $1::int as name", values: [name] }))[0]?.name;
    await Promise.all([one(0), one(1)]);
    // The driver lets a hundred wait on one connection; the beginning of a transaction may be any of them.
    for (let before = 190; before <= 206; before++) {
      const reads = Array.from({ length: before }, (_, name) => one(name));
      const transaction = transact(few, async (tx) => {
        const [row] = await tx.ask({ text: "select $1::int as name", values: [before] });
        return row?.name;
      });
      expect(await Promise.all([...reads, transaction])).toEqual(
        Array.from({ length: before + 1 }, (_, n) => n),
      );
    }
    const [left] = await store.sql`select count(*)::int as open from pg_stat_activity
      where application_name = 'turnbolt' and state like 'idle in transaction%'`;
    expect(left?.open).toBe(0);
    await few.close();
  });
});
