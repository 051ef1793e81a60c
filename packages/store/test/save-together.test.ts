import { randomUUID } from "node:crypto";
import type { Change, Lease } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, type PostgresLedger } from "../src/index.ts";
import { aVersion } from "./rows.ts";
import { type Store, seed, startStore } from "./support.ts";

let store: Store;
let ledger: PostgresLedger;

beforeAll(async () => {
  store = await startStore();
  ledger = createLedger({ database: store.database, owner: "crowd" });
});
afterAll(() => store.stop());

/** So many rotations under a lease, each with its first draft. */
async function claimed(count: number): Promise<{ lease: Lease; runId: string }[]> {
  const seeded = await Promise.all(Array.from({ length: count }, () => seed(store)));
  const runs = new Map(seeded.map(({ rotation, run }) => [rotation.id, run.id]));
  const { claimed } = await ledger.claim({
    limit: count,
    leaseMs: 60_000,
    perConnection: 4,
    only: [...runs.keys()],
    prepare: async ({ rotation: { id } }) => ({
      run: { state: "issuing" },
      versions: [aVersion(runs.get(id) ?? "", 1)],
    }),
  });
  return claimed.map(({ lease }) => ({ lease, runId: runs.get(lease.rotationId) ?? "" }));
}

const done = (number: number): Change => ({
  rotation: { wakeAt: null, lastNumber: number },
  run: { state: "done", endedAt: new Date() },
  events: [{ kind: "rotation.succeeded", message: "published", data: { version: number } }],
  release: true,
});

async function commitsDuring(work: () => Promise<unknown>): Promise<number> {
  const count = async () => {
    const rows = await store.sql`
      select distinct xmin::text from turnbolt.rotations where lease_until is null and last_number = 7`;
    return rows.length;
  };
  const before = await count();
  await work();
  return (await count()) - before;
}

describe("saves that come at the same time", () => {
  it("share a transaction", async () => {
    const all = await claimed(20);
    const commits = await commitsDuring(async () => {
      const outcomes = await Promise.all(all.map(({ lease }) => ledger.save(lease, 0, done(7))));
      expect(outcomes).toEqual(all.map(() => "saved"));
    });
    expect(commits, "two alone, then all the others at once").toBe(3);
    const journal = await store.sql`select rotation_id from turnbolt.audit where kind = 'rotation.succeeded'`;
    const ids = all.map(({ lease }) => lease.rotationId);
    expect(journal.map((row) => row.rotation_id).toSorted()).toEqual(ids.toSorted());
  });

  it("are lost, changed or saved each by itself", async () => {
    const all = await claimed(6);
    const [, , , lost, edited] = all;
    if (!lost || !edited) throw new Error("too few");
    await store.sql`update turnbolt.rotations set fence = fence + 1 where id = ${lost.lease.rotationId}`;
    await ledger.command(edited.lease.rotationId, () => ({ rotation: { name: `edited-${randomUUID()}` } }));
    const outcomes = await Promise.all(all.map(({ lease }) => ledger.save(lease, 0, done(8))));
    expect(outcomes).toEqual(["saved", "saved", "saved", "lost", "changed", "saved"]);
    const ids = all.map(({ lease }) => lease.rotationId);
    const rows = await store.sql<{ id: string; last_number: number; due: boolean }[]>`
      select id, last_number, lease_until is not null as due from turnbolt.rotations where id = any (${ids})`;
    const kept = rows.filter(({ last_number }) => last_number !== 8).map(({ id }) => id);
    expect(kept.toSorted()).toEqual([lost.lease.rotationId, edited.lease.rotationId].toSorted());
    expect(rows.filter(({ due }) => due)).toHaveLength(2);
  });

  it("are harmed by no bad one among them", async () => {
    const all = await claimed(6);
    const twice = (runId: string): Change => ({
      versions: [
        aVersion(runId, 2, { state: "active", handle: "one" }),
        aVersion(runId, 3, { state: "active", handle: "two" }),
      ],
    });
    const outcomes = await Promise.all(
      all.map(({ lease, runId }, index) =>
        ledger
          .save(lease, 0, { ...done(9), ...(index === 4 ? twice(runId) : {}) })
          .catch((error: { code: string }) => error.code),
      ),
    );
    expect(outcomes).toEqual(["saved", "saved", "saved", "saved", "taken", "saved"]);
    const rows = await store.sql`select id from turnbolt.rotations where last_number = 9`;
    expect(rows).toHaveLength(5);
  });

  it("do not wait for one whose row somebody else has locked", async () => {
    const all = await claimed(6);
    const ids = all.map(({ lease }) => lease.rotationId);
    const locked = Promise.withResolvers<void>();
    const over = Promise.withResolvers<void>();
    const elsewhere = store.sql.begin(async (tx) => {
      await tx`select from turnbolt.rotations where id = ${ids[4] ?? ""} for update`;
      locked.resolve();
      await over.promise;
    });
    await locked.promise;
    const saves = all.map(({ lease }) => ledger.save(lease, 0, done(11)));
    expect(await Promise.all(saves.toSpliced(4, 1))).toEqual(Array.from({ length: 5 }, () => "saved"));
    over.resolve();
    await elsewhere;
    expect(await saves[4]).toBe("saved");
  });

  it("say when each rotation is due next", async () => {
    const all = await claimed(5);
    const dates = all.map((_, index) => new Date(Date.UTC(2100, 0, 1 + index)));
    await Promise.all(
      all.map(({ lease }, index) => {
        const change = done(10);
        return ledger.save(lease, 0, {
          ...change,
          rotation: { ...change.rotation, nextAt: dates[index] ?? null },
        });
      }),
    );
    const rows = await store.sql<{ id: string; due_at: Date }[]>`
      select id, due_at from turnbolt.rotations where last_number = 10`;
    const due = new Map(rows.map(({ id, due_at }) => [id, due_at]));
    expect(all.map(({ lease }) => due.get(lease.rotationId))).toEqual(dates);
  });
});
