import { isLedgerError } from "@turnbolt/core";
import { type FaultProxy, faultProxy } from "@turnbolt/targets";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createLedger, type Database, openDatabase, type PostgresLedger } from "../src/index.ts";
import { compile } from "../src/statement.ts";
import { transact } from "../src/transaction.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let proxy: FaultProxy;
let database: Database;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
}, 60_000);
afterAll(() => store.stop());

beforeEach(async () => {
  proxy = await faultProxy({ to: store.target.admin });
  const url = new URL(store.target.url);
  url.port = String(proxy.port);
  database = openDatabase({ url: url.href, max: 3 });
  ledger = createLedger({ database, owner: "a" });
});
afterEach(async () => {
  await database.close();
  await proxy.stop();
});

async function claimed() {
  const { rotation } = await seed(store);
  const request = {
    limit: 1,
    leaseMs: 60_000,
    perConnection: 4,
    only: [rotation.id],
    prepare: async () => ({}),
  };
  const [first] = (await ledger.claim(request)).claimed;
  if (!first) throw new Error("nothing was claimed");
  return first;
}

const failures = async (id: string): Promise<unknown> =>
  (await store.sql`select failures from turnbolt.rotations where id = ${id}`)[0]?.failures;

const select = compile(sql`select 1 as one`);
const broken = compile(sql`select 1 / 0`);

it("says that the outcome is unknown when a commit gets no answer, and the change may be there", async () => {
  const { lease } = await claimed();
  proxy.loseAnswer((request) => request.includes("commit"));
  const save = ledger.save(lease, 0, { rotation: { failures: 3 } });
  await expect(save).rejects.toMatchObject({ code: "unknown-outcome" });
  await save.catch((error: unknown) => expect(isLedgerError(error)).toBe(true));
  expect(await failures(lease.rotationId)).toBe(3);
});

it("says that the outcome is unknown when the commit never arrived", async () => {
  const { lease } = await claimed();
  proxy.loseRequest((request) => request.includes("commit"));
  const save = ledger.save(lease, 0, { rotation: { failures: 3 } });
  await expect(save).rejects.toMatchObject({ code: "unknown-outcome" });
  expect(await failures(lease.rotationId)).toBe(0);
});

it("says that the database cannot be reached when it was lost before the commit", async () => {
  const { lease } = await claimed();
  proxy.loseAnswer((request) => request.includes("hold"));
  const save = ledger.save(lease, 0, { rotation: { failures: 3 }, release: true });
  await expect(save).rejects.toMatchObject({ code: "unavailable" });
  expect(await failures(lease.rotationId)).toBe(0);
});

it("survives a connection that ends while a decision is made, and goes on with another one", async () => {
  const { rotation } = await seed(store);
  const command = ledger.command(rotation.id, () => {
    proxy.dropAll();
    return { rotation: { failures: 3 } };
  });
  await expect(command).rejects.toMatchObject({ code: expect.stringMatching(/unavailable|unknown/) });
  expect(await failures(rotation.id)).toBe(0);
  expect((await ledger.command(rotation.id, () => ({ rotation: { failures: 1 } }))).rotation.failures).toBe(
    1,
  );
});

it("sends nothing on a connection that has ended between two statements", async () => {
  const lost = transact(database, async (tx) => {
    await tx.ask(select());
    const ended = store.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'turnbolt' and state = 'idle in transaction'`;
    await ended;
    // Long enough for the end to have reached us: another connection has been there and back.
    await store.sql`select 1`;
    await new Promise((resolve) => setImmediate(resolve));
    return tx.ask(select());
  });
  await expect(lost).rejects.toMatchObject({ code: "unavailable" });
  expect(await transact(database, (tx) => tx.ask(select()))).toEqual([{ one: 1 }]);
});

it("rolls everything back at the first failure and says what that was", async () => {
  const { rotation } = await seed(store);
  const raise = compile(sql`update turnbolt.rotations set failures = 7`);
  const failed = transact(database, async (tx) => {
    tx.send(raise());
    tx.send(broken());
    tx.send(raise());
  });
  await expect(failed).rejects.toMatchObject({ code: "refused", facts: { sqlstate: "22012" } });
  expect(await failures(rotation.id)).toBe(0);
});

it("is no success when a statement could not be sent, for a value that the driver cannot write down", async () => {
  const dated = compile<"at">(sql`select ${sql.placeholder("at")}::timestamptz`);
  const change = transact(database, async (tx) => tx.send(dated({ at: new Date() })));
  await expect(change).rejects.toSatisfy(isLedgerError);
  expect(await transact(database, (tx) => tx.ask(select()))).toEqual([{ one: 1 }]);
});

it("gives every connection back, after success and after failure", async () => {
  const work = Array.from({ length: 40 }, (_, index) =>
    transact(database, async (tx) => {
      tx.announce(select());
      if (index % 4 === 1) tx.send(broken());
      if (index % 4 === 2) throw new Error("changed my mind");
      return tx.ask(select());
    }).then(
      () => "done",
      () => "failed",
    ),
  );
  const outcomes = await Promise.all(work);
  expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(20);
  const [open] = await store.sql`select count(*)::int as n from pg_stat_activity
    where application_name = 'turnbolt' and state like 'idle in transaction%'`;
  expect(open?.n).toBe(0);
});

it("keeps one connection free for what a transaction has to ask by the way", async () => {
  const nested = Array.from({ length: 6 }, () =>
    transact(database, async (tx) => {
      await tx.ask(select());
      return await database.now();
    }),
  );
  expect(await Promise.all(nested)).toHaveLength(6);
});

it("does the same without prepared statements, as behind PgBouncer", async () => {
  const url = new URL(store.target.url);
  url.searchParams.set("prepare", "false");
  const pooled = openDatabase({ url: url.href, max: 2 });
  try {
    const { rotation } = await seed({ ...store, database: pooled });
    const plain = createLedger({ database: pooled, owner: "a" });
    const request = {
      limit: 1,
      leaseMs: 60_000,
      perConnection: 4,
      only: [rotation.id],
      prepare: async () => ({}),
    };
    const [first] = (await plain.claim(request)).claimed;
    if (!first) throw new Error("nothing was claimed");
    expect(await plain.save(first.lease, 0, { rotation: { failures: 2 }, release: true })).toBe("saved");
    expect(await failures(rotation.id)).toBe(2);
    expect(await pooled.client`select from pg_prepared_statements`).toHaveLength(0);
  } finally {
    await pooled.close();
  }
});
