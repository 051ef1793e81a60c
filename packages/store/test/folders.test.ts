import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createFolder,
  createQueries,
  createSecret,
  type Queries,
  removeFolder,
  updateFolder,
} from "../src/index.ts";
import { by, root, type Store, seed, startStore } from "./support.ts";

let store: Store;
let folders: Queries["folders"];
let environmentId: string;

beforeAll(async () => {
  store = await startStore();
  ({ folders } = createQueries(store.database));
  const [dev] = await store.sql`select id from turnbolt.environments where slug = 'dev'`;
  environmentId = String(dev?.id);
}, 60_000);
afterAll(() => store.stop());

async function make(path: string, description: string | null = null): Promise<string> {
  const id = randomUUID();
  await createFolder(store.database, { id, environmentId, path, description }, by("ada"));
  return id;
}

async function put(folderId: string, path: string, name: string): Promise<void> {
  const row = { id: randomUUID(), name, comment: "", skipMultilineEncoding: null };
  const at = { ...root(store), folderId, path };
  await createSecret(store.database, { ...at, ...row, sealed: new Uint8Array([1]) }, by("ada"));
}

const list = async (path: string, recursive = false) =>
  (await folders.list({ ...root(store), path, recursive, limit: 1_000 })).map((folder) => folder.path);

const audited = async (like: string) =>
  (await store.sql`select kind, data from turnbolt.audit where data ->> 'path' like ${like} order by id`).map(
    ({ kind, data }) => `${kind} ${data.path}`,
  );

describe("folders", () => {
  it("are made with those on their way, each told of once", async () => {
    const id = await make("/way/to/here", "what for");
    expect(await list("/way", true)).toEqual(["/way", "/way/to", "/way/to/here"]);
    const there = await folders.find(id);
    expect(there).toMatchObject({ path: "/way/to/here", description: "what for", environment: "dev" });
    expect((await folders.find(there?.parentId ?? ""))?.path).toBe("/way/to");
    await make("/way/to/there");
    expect(await audited("/way%")).toEqual([
      "folder.created /way",
      "folder.created /way/to",
      "folder.created /way/to/here",
      "folder.created /way/to/there",
    ]);
    await expect(make("/way/to")).rejects.toMatchObject({ code: "taken", facts: { names: ["/way/to"] } });
  });

  it("are all there when many make them at once", async () => {
    const paths = Array.from({ length: 10 }, (_, index) => `/crowd/shared/${index}`);
    await Promise.all(paths.map((path) => make(path)));
    expect(await list("/crowd", true)).toEqual(["/crowd", "/crowd/shared", ...paths]);
  });

  it("show what is right in them, with counts", async () => {
    const id = await make("/counted");
    await make("/counted/one/deep");
    await make("/counted/two");
    await put(id, "/counted", "A");
    await put(id, "/counted", "B");
    expect(await list("/counted")).toEqual(["/counted", "/counted/one", "/counted/two"]);
    const counted = await folders.counted({ ...root(store), path: "/counted", limit: 1_000 });
    expect(counted.map((one) => [one.path, one.secrets, one.rotations, one.folders])).toEqual([
      ["/counted", 2, 0, 2],
      ["/counted/one", 0, 0, 1],
      ["/counted/two", 0, 0, 0],
    ]);
    expect(await list("/counted/three")).toEqual([]);
  });

  it("move with everything below, and nothing beside moves", async () => {
    const id = await make("/old");
    await make("/old/below/it");
    await make("/older");
    await updateFolder(store.database, id, { name: "new", description: "moved" }, by("grace"));
    expect(await list("/new", true)).toEqual(["/new", "/new/below", "/new/below/it"]);
    expect(await list("/old")).toEqual([]);
    expect(await list("/older")).toEqual(["/older"]);
    expect((await folders.find(id))?.description).toBe("moved");
    await expect(updateFolder(store.database, id, { name: "older" }, by("ada"))).rejects.toMatchObject({
      code: "taken",
    });
    await expect(updateFolder(store.database, randomUUID(), {}, by("ada"))).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("go with everything below and every secret in them", async () => {
    const id = await make("/gone");
    const below = await make("/gone/below");
    await make("/gone-not");
    await put(id, "/gone", "A");
    await put(below, "/gone/below", "B");
    expect(await removeFolder(store.database, id, by("grace"))).toEqual([]);
    expect(await list("/gone", true)).toEqual([]);
    expect(await list("/gone-not")).toEqual(["/gone-not"]);
    expect(
      await store.sql`select from turnbolt.secrets where folder_id in ${store.sql([id, below])}`,
    ).toEqual([]);
    expect(await audited("/gone")).toContain("folder.removed /gone");
  });

  it("stay while a rotation lives in them or below, and say which", async () => {
    const id = await make("/carries");
    const below = await make("/carries/one");
    const { rotation } = await seed(store);
    await store.sql`update turnbolt.rotations set folder_id = ${below} where id = ${rotation.id}`;
    expect(await removeFolder(store.database, id, by("ada"))).toEqual([rotation.name]);
    expect(await list("/carries", true)).toHaveLength(2);
    await store.sql`update turnbolt.rotations set deleted_at = now() where id = ${rotation.id}`;
    expect(await removeFolder(store.database, id, by("ada"))).toEqual([]);
  });

  it("go whole, whatever others put into them meanwhile", async () => {
    for (let time = 0; time < 15; time++) {
      const path = `/going-${time}`;
      const id = await make(path);
      const [removed, made, ...written] = await Promise.allSettled([
        removeFolder(store.database, id, by("ada")),
        make(`${path}/below`),
        ...["A", "B", "C"].map((name) => put(id, path, name)),
      ]);
      expect([removed?.status, made?.status]).toEqual(["fulfilled", "fulfilled"]);
      for (const one of written) {
        if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "not-found" });
      }
      const [left] = await store.sql`select from turnbolt.secrets where folder_id = ${id}`;
      expect(left).toBeUndefined();
    }
  });
});
