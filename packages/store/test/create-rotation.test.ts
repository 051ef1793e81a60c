import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, createQueries, createRotation, type PostgresLedger } from "../src/index.ts";
import { aRun } from "./rows.ts";
import { aConnection, aRotation, type Store, startStore } from "./support.ts";

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

describe("creating a rotation", () => {
  const asked = async (fields: Partial<ReturnType<typeof aRotation>> = {}, mapping = {}) => {
    const rotation = aRotation(store, await aConnection(store), fields);
    return {
      rotation,
      run: aRun(rotation.id),
      versions: [],
      folderId: store.place.folderId,
      description: null,
      mapping,
      events: [],
      author: null,
    };
  };
  const rowsWith = async (name: string) =>
    (await store.sql`select count(*)::int as n from turnbolt.rotations where name = ${name}`)[0]?.n;

  it("names the secret names in the way and saves nothing", async () => {
    await createRotation(store.database, await asked({}, { user: "A_USER", password: "A_PASSWORD" }));
    const second = await asked({ name: "never-there" }, { password: "A_PASSWORD", user: "FREE" });
    await expect(createRotation(store.database, second)).rejects.toMatchObject({
      code: "taken",
      facts: { what: "secret-name", names: ["A_PASSWORD"] },
    });
    expect(await rowsWith("never-there")).toBe(0);
  });

  it("names the account that another rotation writes", async () => {
    await createRotation(store.database, await asked({ subjects: ["db/one", "db/two"] }));
    const second = createRotation(store.database, await asked({ subjects: ["db/zero", "db/two"] }));
    await expect(second).rejects.toMatchObject({
      code: "taken",
      facts: { what: "subject", names: ["db/two"] },
    });
  });

  it("names the rotation that is there already, and takes the name again when that one is gone", async () => {
    const first = await asked({ name: "twice" });
    await createRotation(store.database, first);
    const second = await asked({ name: "twice" });
    await expect(createRotation(store.database, second)).rejects.toMatchObject({
      facts: { what: "rotation-name", names: ["twice"] },
    });
    await ledger.command(first.rotation.id, () => ({ remove: { secrets: "delete" } }));
    await createRotation(store.database, second);
    expect(await rowsWith("twice")).toBe(2);
  });

  it("frees accounts and names when a failed create takes the rotation with it", async () => {
    const first = await asked({ subjects: ["db/again"] }, { password: "AGAIN" });
    await createRotation(store.database, first);
    const { lease } = await claimed(first.rotation.id);
    const ended = { state: "failed" as const, endedAt: new Date(1_700_000_000_000) };
    await ledger.save(lease, 0, { run: ended, remove: { secrets: "delete" }, release: true });
    await createRotation(store.database, await asked({ subjects: ["db/again"] }, { password: "AGAIN" }));
    expect(await createQueries(store.database).runs.find(first.run.id)).toMatchObject({ state: "failed" });
  });
});
