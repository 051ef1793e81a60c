import { type FaultProxy, faultProxy } from "@turnbolt/targets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endHalfAsked } from "../src/half-asked.ts";
import { type Database, isStoreError, openDatabase } from "../src/index.ts";
import { lockOne } from "../src/ledger/work.ts";
import { run, transact } from "../src/transaction.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let proxy: FaultProxy;
let paused: Database;

beforeAll(async () => {
  store = await startStore();
  const { host, port } = store.target.admin;
  proxy = await faultProxy({ to: { host, port } });
  const url = new URL(store.target.url);
  url.port = String(proxy.port);
  paused = openDatabase({ url: url.href });
}, 60_000);
afterAll(async () => {
  proxy.dropAll();
  await paused.close();
  await proxy.stop();
  await store.stop();
});

describe("a process that stops in the middle of a question", () => {
  it("keeps what it has locked from everybody, until its session is ended", async () => {
    const { rotation } = await seed(store);
    const free = async () =>
      (await store.sql`select id from turnbolt.rotations where id = ${rotation.id} for update skip locked`)
        .length;
    proxy.stopShort((request) => request.includes("never to its end"));
    const outcome = transact(paused, async (tx) => {
      await tx.ask(lockOne({ id: rotation.id }));
      return await tx.ask({ text: "select 'never to its end'", values: [] });
    }).catch((error: unknown) => error);
    const waiting = async () =>
      await store.sql`select state, wait_event from pg_stat_activity where query like '%never to its end%' and pid <> pg_backend_pid()`;
    await expect.poll(waiting).toEqual([{ state: "active", wait_event: "ClientRead" }]);
    expect(await free()).toBe(0);
    expect(await endHalfAsked(store.database)).toBe(0);
    expect(await endHalfAsked(store.database, 0)).toBe(1);
    await expect.poll(free).toBe(1);
    expect(await outcome).toSatisfy(isStoreError);
  });

  it("is all that is ended: not who works, and not who has nothing to ask", async () => {
    const working = run(store.database, { text: "select pg_sleep(0.3)", values: [] });
    const thinking = Promise.withResolvers<void>();
    const transaction = transact(store.database, async (tx) => {
      await tx.ask({ text: "select 1", values: [] });
      await thinking.promise;
      return await tx.ask({ text: "select 'still here' as said", values: [] });
    });
    const states = async () =>
      (
        await store.sql`select state from pg_stat_activity where application_name = 'turnbolt'
          and (query like '%pg_sleep%' or state = 'idle in transaction') order by 1`
      ).map(({ state }) => state);
    await expect.poll(states).toEqual(["active", "idle in transaction"]);
    expect(await endHalfAsked(store.database, 0)).toBe(0);
    thinking.resolve();
    expect(await transaction).toEqual([{ said: "still here" }]);
    await working;
  });
});
