import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  changeSecret,
  createLedger,
  createQueries,
  createSecret,
  type Queries,
  removeSecret,
} from "../src/index.ts";
import { aVersion } from "./rows.ts";
import { by, root, type Store, seed, startStore } from "./support.ts";

let store: Store;
let secrets: Queries["secrets"];

beforeAll(async () => {
  store = await startStore();
  ({ secrets } = createQueries(store.database));
}, 60_000);
afterAll(() => store.stop());

const sealed = (...bytes: readonly number[]) => new Uint8Array(bytes);
const at = (name: string) => ({ ...root(store), name });
const read = (name: string, version?: number) => secrets.read({ ...at(name), version }, by("grace"));

async function write(name: string) {
  const place = { ...root(store), folderId: store.place.folderId };
  const row = { id: randomUUID(), name, comment: "", skipMultilineEncoding: null, sealed: sealed(1) };
  return await createSecret(store.database, { ...place, ...row }, by("ada"));
}

const audited = async (id: string) =>
  (await store.sql`select kind, actor, data from turnbolt.audit where secret_id = ${id} order by id`).map(
    ({ kind, actor, data }) => `${kind} by ${actor}: ${data.name} ${data.version}`,
  );

/** A rotation that has published version 1, and was then let go of with its secret left behind. */
async function leftBehind() {
  const { rotation, run } = await seed(store);
  const draft = aVersion(run.id, 1, { state: "active" });
  const ledger = createLedger({ database: store.database, owner: "a" });
  await ledger.command(rotation.id, () => ({ versions: [draft], promote: { versionId: draft.id } }));
  await ledger.command(rotation.id, () => ({ remove: { secrets: "keep" } }));
  return { name: `PASSWORD_${rotation.id.slice(0, 8)}`, value: draft.sealed?.password, versionId: draft.id };
}

describe("a secret that people write", () => {
  it("keeps its versions, who wrote them, and is told of", async () => {
    const { id } = await write("KEPT");
    await changeSecret(store.database, at("KEPT"), async () => ({ sealed: sealed(2) }), by("grace"));
    await changeSecret(store.database, at("KEPT"), async () => ({ comment: "why" }), by("ada"));
    expect(await secrets.find(at("KEPT"))).toMatchObject({ id, version: 2, comment: "why" });
    expect((await secrets.versions({ secretId: id, limit: 5 })).items).toMatchObject([
      { number: 2, createdBy: "grace", runId: null, rotationId: null, isKept: true },
      { number: 1, createdBy: "ada" },
    ]);
    expect(await audited(id)).toEqual([
      "secret.created by ada: KEPT 1",
      "secret.updated by grace: KEPT 2",
      "secret.updated by ada: KEPT 2",
    ]);
  });

  it("gets each version once, however many write it together", async () => {
    const { id } = await write("TOGETHER");
    const numbers = Array.from({ length: 12 }, (_, index) => index + 2);
    const changed = await Promise.all(
      numbers.map(() =>
        changeSecret(
          store.database,
          at("TOGETHER"),
          async ({ nextVersion }) => ({ sealed: sealed(nextVersion) }),
          by("ada"),
        ),
      ),
    );
    expect(changed.map((one) => one?.version).sort((a = 0, b = 0) => a - b)).toEqual(numbers);
    const rows = await store.sql`select number, value from turnbolt.secret_versions where secret_id = ${id}
      and number > 1 order by number`;
    expect(rows.map(({ value }) => value[0])).toEqual(numbers);
  });

  it("has a name of its own, also when it gets another one", async () => {
    await write("MINE");
    await write("YOURS");
    const taken = { code: "taken", facts: { what: "secret-name", names: ["MINE"] } };
    await expect(write("MINE")).rejects.toMatchObject(taken);
    const rename = (name: string) =>
      changeSecret(store.database, at("YOURS"), async () => ({ name }), by("ada"));
    await expect(rename("MINE")).rejects.toMatchObject(taken);
    await rename("OURS");
    expect(await secrets.find(at("YOURS"))).toBeNull();
    expect(await read("OURS")).toMatchObject({ name: "OURS", version: 1 });
  });

  it("stays as it was when the one who decides refuses", async () => {
    const { id } = await write("REFUSED");
    const refuse = async () => {
      throw new Error("no");
    };
    await expect(changeSecret(store.database, at("REFUSED"), refuse, by("ada"))).rejects.toThrow("no");
    const remove = removeSecret(store.database, at("REFUSED"), () => void expect.fail("no"), by("ada"));
    await expect(remove).rejects.toThrow("no");
    expect(await secrets.find(at("REFUSED"))).toMatchObject({ version: 1 });
    expect(await audited(id)).toEqual(["secret.created by ada: REFUSED 1"]);
  });

  it("goes with its versions, and its audit stays", async () => {
    const { id } = await write("GOING");
    expect(await removeSecret(store.database, at("GOING"), () => {}, by("grace"))).toMatchObject({ id });
    expect(await removeSecret(store.database, at("GOING"), () => {}, by("grace"))).toBeNull();
    expect(await changeSecret(store.database, at("GOING"), async () => ({}), by("ada"))).toBeNull();
    expect(await store.sql`select from turnbolt.secret_versions where secret_id = ${id}`).toHaveLength(0);
    expect(await audited(id)).toEqual(["secret.created by ada: GOING 1", "secret.removed by grace: GOING 1"]);
  });

  it("shows its versions page by page", async () => {
    const { id } = await write("PAGES");
    for (let number = 2; number <= 5; number++) {
      await changeSecret(store.database, at("PAGES"), async () => ({ sealed: sealed(number) }), by("ada"));
    }
    const numbers: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await secrets.versions({ secretId: id, limit: 2, cursor });
      numbers.push(...page.items.map(({ number }) => number));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(numbers).toEqual([5, 4, 3, 2, 1]);
  });
});

describe("a secret that a rotation writes", () => {
  it("shows its rotation to whoever wants to change it, before there is a value and after", async () => {
    const { rotation } = await seed(store);
    const name = `PASSWORD_${rotation.id.slice(0, 8)}`;
    const seen: (string | null)[] = [];
    await changeSecret(
      store.database,
      at(name),
      async (secret) => {
        seen.push(secret.rotation);
        return {};
      },
      by("ada"),
    );
    expect(seen).toEqual([rotation.name]);
  });

  it("is an ordinary one when the rotation is gone: it is changed, and its history goes back", async () => {
    const { name, value } = await leftBehind();
    const decide = async ({ rotation, nextVersion }: { rotation: string | null; nextVersion: number }) => {
      expect([rotation, nextVersion]).toEqual([null, 2]);
      return { sealed: sealed(9) };
    };
    const changed = await changeSecret(store.database, at(name), decide, by("ada"));
    expect(await read(name)).toMatchObject({ version: 2, sealed: sealed(9), credential: null });
    expect(await read(name, 1)).toMatchObject({ sealed: value, credential: { field: "password" } });
    const { items } = await secrets.versions({ secretId: changed?.id ?? "", limit: 5 });
    expect(items.map(({ createdBy, runId }) => [createdBy, runId !== null])).toEqual([
      ["ada", false],
      [null, true],
    ]);
  });

  it("takes the last trace of its value along when the rotation is gone and it goes too", async () => {
    const { name, versionId } = await leftBehind();
    await removeSecret(store.database, at(name), () => {}, by("ada"));
    expect(await store.sql`select sealed from turnbolt.versions where id = ${versionId}`).toEqual([
      { sealed: null },
    ]);
  });
});
