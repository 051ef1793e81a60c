import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, createQueries, type TableQuery } from "../src/index.ts";
import { aRun } from "./rows.ts";
import { by, type Store, seed, startStore } from "./support.ts";

let store: Store;
beforeAll(async () => {
  store = await startStore();
}, 60_000);
afterAll(() => store.stop());

const all: TableQuery = { projects: "all", sort: "name", descending: false, limit: 50 };
const table = (query: Partial<TableQuery> = {}) =>
  createQueries(store.database).rotations.table({ ...all, ...query });
const names = async (query: Partial<TableQuery> = {}) =>
  (await table(query)).items.map(({ rotation }) => rotation.name);

const now = new Date("2026-02-01T00:00:00.000Z");
const done = { state: "done", endedAt: now } as const;

describe("the table of rotations", () => {
  it("finds those of a status, whatever runs before have left behind", async () => {
    const ledger = createLedger({ database: store.database, owner: "a" });
    const settle = async (name: string, rotation: Parameters<typeof seed>[1] = {}) => {
      const { rotation: made } = await seed(store, { name: `status-${name}`, ...rotation });
      await ledger.command(made.id, () => ({ run: done }));
      return made.id;
    };
    await settle("good");
    await settle("bad", { lastFailedAt: now });
    await settle("stuck", { lastFailedAt: now, heldAt: now });
    await settle("deleting", { revokeAsked: { deleteSecrets: false, requestedBy: null } });
    const retires = await settle("retires");
    await ledger.command(retires, () => ({ newRun: aRun(retires, { kind: "retire" }) }));
    const runs = await settle("runs", { lastFailedAt: now });
    await ledger.command(runs, () => ({ newRun: aRun(runs, { kind: "rotate" }) }));
    const found = (status: TableQuery["status"]) => names({ status, search: "status" });
    expect(await found("success")).toEqual(["status-good", "status-retires"]);
    expect(await found("failed")).toEqual(["status-bad"]);
    expect(await found("attention")).toEqual(["status-stuck"]);
    expect(await found("rotating")).toEqual(["status-deleting", "status-runs"]);
    expect(await found(undefined)).toHaveLength(6);
  });

  it("shows how the last ten tries ended, the newest first, and nothing of what was taken back", async () => {
    const { rotation } = await seed(store, { name: "outcomes" });
    const ledger = createLedger({ database: store.database, owner: "a" });
    await ledger.command(rotation.id, () => ({ run: done }));
    for (let number = 1; number <= 12; number++) {
      const createdAt = new Date(now.getTime() + number * 1_000);
      const kind = number === 6 ? "retire" : "rotate";
      await ledger.command(rotation.id, () => ({ newRun: aRun(rotation.id, { kind, createdAt }) }));
      const state = number === 5 ? "cancelled" : number % 2 ? "failed" : "done";
      if (number < 12) await ledger.command(rotation.id, () => ({ run: { state, endedAt: createdAt } }));
    }
    const [row] = (await table({ search: "outcomes" })).items;
    const seconds = ({ startedAt }: { startedAt: Date }) => (startedAt.getTime() - now.getTime()) / 1_000;
    expect(row?.outcomes.map((one) => `${seconds(one)} ${one.outcome}`).slice(0, 9)).toEqual([
      "12 running",
      "11 failed",
      "10 done",
      "9 failed",
      "8 done",
      "7 failed",
      "4 done",
      "3 failed",
      "2 done",
    ]);
    expect(row?.outcomes).toHaveLength(10);
  });

  it("follows a rotation that is renamed or told about, and forgets one that is gone", async () => {
    const { rotation } = await seed(store, { name: "before" });
    const ledger = createLedger({ database: store.database, owner: "a" });
    const author = by("ada");
    await ledger.command(rotation.id, () => ({ rotation: { name: "behind" } }), {
      author,
      description: "for Müller's e-mail",
    });
    expect(await names({ search: "before" })).toEqual([]);
    expect(await names({ search: "müll MAIL" })).toEqual(["behind"]);
    await ledger.command(rotation.id, () => ({ remove: { secrets: "delete" } }), { author });
    expect(await names({ search: "behind" })).toEqual([]);
  });

  it.each(["{}", "not base64 at all!", cursor("name", "\0"), cursor("name", "x", "no-id")])(
    "begins at the beginning with a cursor that it did not make: %j",
    async (forged) => {
      expect(await names({ cursor: forged })).toEqual(await names());
      for (const sort of ["createdAt", "nextAt", "lastRotatedAt"] as const) {
        const made = cursor(sort, "2026-02-31T00:00:00.000Z");
        expect(await names({ sort, cursor: made })).toEqual(await names({ sort }));
      }
    },
  );
});

function cursor(_: string, value: string, id: string = randomUUID()): string {
  return Buffer.from(JSON.stringify({ value, id })).toString("base64url");
}
