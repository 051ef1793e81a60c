import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, endOwnLeases, type PostgresLedger, quarantine, readHighWater } from "../src/index.ts";
import { hold } from "../src/ledger/save.ts";
import { lockOne } from "../src/ledger/work.ts";
import type { Statement } from "../src/statement.ts";
import { transact } from "../src/transaction.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "folder-1" });
}, 60_000);
afterAll(() => store.stop());

async function claimed(id: string, by = ledger) {
  const request = { limit: 1, leaseMs: 60_000, perConnection: 4, only: [id], prepare: async () => ({}) };
  const [first] = (await by.claim(request)).claimed;
  if (!first) throw new Error("nothing was claimed");
  return first;
}

const row = async (id: string) => {
  const [found] =
    await store.sql`select *, due_at <= now() as is_due from turnbolt.rotations where id = ${id}`;
  if (!found) throw new Error("no such row");
  return found;
};

describe("leases", () => {
  it("ends the leases of its own data folder at once, and no others", async () => {
    const [mine, foreign] = [await seed(store), await seed(store)];
    await claimed(mine.rotation.id);
    await claimed(foreign.rotation.id, createLedger({ database: store.database, owner: "folder-2" }));
    expect(await endOwnLeases(store.database, "folder-1")).toBeGreaterThanOrEqual(1);
    expect(await row(mine.rotation.id)).toMatchObject({ is_due: true, lease_until: expect.any(Date) });
    expect(await row(foreign.rotation.id)).toMatchObject({ is_due: false });
  });

  it("voids a lease that ends later than any lease may", async () => {
    const { rotation } = await seed(store);
    await claimed(rotation.id);
    await store.sql`update turnbolt.rotations set lease_until = now() + interval '3 days',
      due_at = now() + interval '3 days' where id = ${rotation.id}`;
    expect((await claimed(rotation.id)).lease.fence).toBe(2);
  });

  it("lets the row of a process go that stands still in the middle", async () => {
    const { rotation } = await seed(store);
    const { lease } = await claimed(rotation.id);
    const show = { text: "show idle_in_transaction_session_timeout", values: [] };
    const inside = (locked: Statement) =>
      transact(store.database, async (tx) => {
        tx.send(locked);
        return tx.ask(show);
      });
    const limited = [{ idle_in_transaction_session_timeout: "10s" }];
    expect(await inside(hold({ id: rotation.id, fence: lease.fence, revision: 0 }))).toEqual(limited);
    expect(await inside(lockOne({ id: rotation.id }))).toEqual(limited);
    const [after] = await transact(store.database, (tx) => tx.ask(show));
    expect(after).not.toEqual(limited[0]);
  });

  it("refuses to lease for longer than that", async () => {
    const request = { limit: 1, leaseMs: 3_600_000, perConnection: 4, prepare: async () => null };
    await expect(ledger.claim(request)).rejects.toThrow("at most");
  });

  it("lets a row that nothing can be made of make room for others", async () => {
    const [bad, good] = [
      await seed(store, { wakeAt: new Date(1_000) }),
      await seed(store, { wakeAt: new Date(2_000) }),
    ];
    const one = () =>
      ledger.claim({
        limit: 1,
        leaseMs: 60_000,
        perConnection: 4,
        prepare: async ({ rotation }) => {
          if (rotation.id === bad.rotation.id) throw new Error("no such plugin");
          return {};
        },
      });
    expect((await one()).unusable).toHaveLength(1);
    expect((await one()).claimed.map(({ lease }) => lease.rotationId)).toEqual([good.rotation.id]);
  });
});

describe("old backups", () => {
  it("counts the claims, and has everything verified when the mark outside is ahead", async () => {
    const { rotation } = await seed(store);
    const before = await readHighWater(store.database);
    await claimed(rotation.id);
    expect(await readHighWater(store.database)).toBe(before + 1);
    await quarantine(store.database, before + 100);
    expect(await readHighWater(store.database)).toBe(before + 100);
    expect((await ledger.load(rotation.id))?.rotation).toMatchObject({ mustVerify: true, revision: 1 });
    expect(await row(rotation.id)).toMatchObject({ is_due: false });
  });
});

describe("notices", () => {
  it("names the run that moved and the rotation that is due", async () => {
    const heard: string[] = [];
    const wanted = 2;
    let enough = () => {};
    const all = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const hear = (channel: string) => (payload: string) => {
      if (heard.push(`${channel} ${payload}`) >= wanted) enough();
    };
    const { rotation, run } = await seed(store, { wakeAt: new Date(4_000_000_000_000) });
    const stop = [
      await store.database.listen("turnbolt_runs", hear("run")),
      await store.database.listen("turnbolt_due", hear("due")),
    ];
    await ledger.command(rotation.id, (_, now) => ({ run: { message: "moved" }, rotation: { wakeAt: now } }));
    await all;
    expect(heard.toSorted()).toEqual([`due ${rotation.id}`, `run ${run.id}`]);
    for (const end of stop) await end();
  });
});
