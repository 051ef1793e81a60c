import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { changeSecret, createFolder, createQueries, createSecret, type Queries } from "../src/index.ts";
import { by, root, type Store, startStore } from "./support.ts";

let store: Store;
let secrets: Queries["secrets"];

beforeAll(async () => {
  store = await startStore();
  ({ secrets } = createQueries(store.database));
}, 60_000);
afterAll(() => store.stop());

const VALUE = new Uint8Array([7, 7, 7]);

/** A secret that a person wrote. */
async function write(name: string, folder: Partial<{ folderId: string; path: string }> = {}) {
  const place = { ...root(store), folderId: store.place.folderId, ...folder };
  const row = { id: randomUUID(), name, comment: "", skipMultilineEncoding: null, sealed: VALUE };
  return await createSecret(store.database, { ...place, ...row }, by("ada"));
}

const read = (name: string, version?: number) => secrets.read({ ...root(store), name, version }, by("grace"));

const told = (id: string) => store.sql`
  select actor, address, request_id, project_id, data from turnbolt.audit
  where kind = 'secret.read' and secret_id = ${id} order by id`;

async function folder(path: string) {
  const [dev] = await store.sql`select id from turnbolt.environments where slug = 'dev'`;
  const id = randomUUID();
  const row = { id, environmentId: String(dev?.id), path, description: null };
  await createFolder(store.database, row, by("ada"));
  return { folderId: id, path };
}

describe("a read of a value", () => {
  it("is told of: who, which secret, which version, from where", async () => {
    const { id } = await write("TOLD");
    expect(await read("TOLD")).toMatchObject({ id, version: 1, sealed: VALUE, credential: null });
    expect(await told(id)).toEqual([
      {
        ...{ actor: "grace", address: "127.0.0.1", request_id: "test", project_id: store.place.projectId },
        data: { name: "TOLD", version: 1, environment: "dev", path: "/" },
      },
    ]);
  });

  it("of an earlier version gives that one, and says so", async () => {
    const { id } = await write("EARLIER");
    const at = { ...root(store), name: "EARLIER" };
    const sealed = new Uint8Array([8, 8]);
    await changeSecret(store.database, at, async () => ({ sealed }), by("ada"));
    expect(await read("EARLIER")).toMatchObject({ version: 2, sealed });
    expect(await read("EARLIER", 1)).toMatchObject({ version: 1, sealed: VALUE });
    expect((await told(id)).map(({ data }) => data.version)).toEqual([2, 1]);
    expect(await read("EARLIER", 3)).toBeNull();
  });

  it("of nothing is null, and nothing is told", async () => {
    const count = () => store.sql`select count(*)::int as n from turnbolt.audit`;
    const before = await count();
    expect(await read("NOWHERE")).toBeNull();
    expect(
      await secrets.readAll(
        { ...root(store), path: "/nowhere", recursive: false, limit: 1_000 },
        by("grace"),
      ),
    ).toBeNull();
    expect(await count()).toEqual(before);
  });
});

describe("reads that come at the same time", () => {
  it("share commits, and each gets its own", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `CROWD_${index}`);
    const written = await Promise.all(names.map((name) => write(name)));
    const found = await Promise.all(names.map((name) => read(name)));
    expect(found.map((one) => one?.id)).toEqual(written.map(({ id }) => id));
    const [commits] = await store.sql`
      select count(distinct xmin::text)::int as n, count(*)::int as rows from turnbolt.audit
      where kind = 'secret.read' and data ->> 'name' like 'CROWD_%'`;
    expect(commits?.rows).toBe(40);
    expect(commits?.n).toBeLessThanOrEqual(3);
  });
});

describe("a read that cannot be told of gives no value", () => {
  afterEach(async () => {
    await store.sql`drop trigger if exists fault on turnbolt.audit`;
  });

  const fault = async (condition: string, when: "at once" | "at the commit") => {
    await store.sql.unsafe(`
      create or replace function turnbolt.fault() returns trigger language plpgsql as $$
      begin raise exception 'the audit is out of order'; end $$`);
    const timing = when === "at once" ? "before insert" : "after insert";
    const deferred = when === "at once" ? "" : "deferrable initially deferred";
    await store.sql.unsafe(`
      create ${when === "at once" ? "" : "constraint"} trigger fault ${timing} on turnbolt.audit ${deferred}
      for each row when (${condition}) execute function turnbolt.fault()`);
  };

  it.each(["at once", "at the commit"] as const)("when the row is refused %s", async (when) => {
    const name = when === "at once" ? "REFUSED_AT_ONCE" : "REFUSED_AT_COMMIT";
    const { id } = await write(name);
    await fault("new.kind = 'secret.read'", when);
    await expect(read(name)).rejects.toMatchObject({ code: "refused" });
    const all = secrets.readAll({ ...root(store), recursive: true, limit: 1_000 }, by("grace"));
    await expect(all).rejects.toMatchObject({ code: "refused" });
    expect(await told(id)).toEqual([]);
  });

  it("and harms none of the others that came with it", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `BESIDE_${index}`);
    await Promise.all(names.map((name) => write(name)));
    await fault("new.data ->> 'name' = 'BESIDE_13'", "at once");
    const outcomes = await Promise.allSettled(names.map((name) => read(name)));
    const failed = outcomes.flatMap(({ status }, index) => (status === "rejected" ? [index] : []));
    expect(failed).toEqual([13]);
  });
});

describe("a folder", () => {
  it("is one snapshot, whatever is written meanwhile", async () => {
    const { folderId, path } = await folder("/snapshot");
    const [left, right] = [await write("LEFT", { folderId, path }), await write("RIGHT", { folderId, path })];
    const at = { ...root(store), path, recursive: false, limit: 1_000 };
    let done = false;
    const writing = (async () => {
      for (let number = 2; !done; number++) {
        await store.sql.begin(async (sql) => {
          for (const { id } of [left, right]) {
            await sql`insert into turnbolt.secret_versions (secret_id, number, value) values (${id}, ${number}, ${VALUE})`;
            await sql`update turnbolt.secrets set version = ${number} where id = ${id}`;
          }
        });
      }
    })();
    const seen = new Set<number>();
    for (let look = 0; look < 60; look++) {
      const rows = (await secrets.readAll(at, by("grace"))) ?? [];
      expect(rows.map(({ name }) => name)).toEqual(["LEFT", "RIGHT"]);
      expect(rows[0]?.version).toBe(rows[1]?.version);
      seen.add(rows[0]?.version ?? 0);
    }
    done = true;
    await writing;
    expect(seen.size).toBeGreaterThan(1);
    const [rows] = await store.sql`select count(*)::int as n from turnbolt.audit where secret_id = ${left.id}
      and kind = 'secret.read'`;
    expect(rows?.n).toBe(60);
  });

  it("with those below is nothing beside it, and an empty one is there", async () => {
    const here = await folder("/a");
    const below = await folder("/a/b/c");
    const beside = await folder("/a-b");
    await write("HERE", here);
    await write("BELOW", below);
    await write("BESIDE", beside);
    const names = async (path: string, recursive: boolean) =>
      (await secrets.list({ ...root(store), path, recursive, limit: 1_000 }))?.map(
        (row) => `${row.path} ${row.name}`,
      );
    expect(await names("/a", false)).toEqual(["/a HERE"]);
    expect(await names("/a", true)).toEqual(["/a HERE", "/a/b/c BELOW"]);
    expect(await names("/a/b", false)).toEqual([]);
    expect(await names("/a/b", true)).toEqual(["/a/b/c BELOW"]);
    expect(
      (await secrets.readAll({ ...root(store), path: "/a", recursive: true, limit: 1_000 }, by("grace")))
        ?.length,
    ).toBe(2);
    expect(
      await secrets.readAll({ ...root(store), path: "/a/b", recursive: false, limit: 1_000 }, by("grace")),
    ).toEqual([]);
    expect(await names("/a/x", true)).toBeUndefined();
    expect(await names("/", true)).toEqual(expect.arrayContaining(["/a-b BESIDE", "/a/b/c BELOW"]));
  });

  it("is read in pages, each telling of what it gives and of nothing else", async () => {
    const [here, below] = [await folder("/pages"), await folder("/pages/below")];
    await folder("/pages/empty");
    const wrote = [];
    for (const name of ["B", "A", "C"]) wrote.push(await write(name, here), await write(name, below));
    const at = { ...root(store), path: "/pages", recursive: true, limit: 4 };
    const seen: string[] = [];
    let after: { path: string; name: string } | undefined;
    for (const expected of [4, 2, 0]) {
      const rows = (await secrets.readAll({ ...at, after }, by("grace"))) ?? [];
      expect(rows).toHaveLength(expected);
      expect((await secrets.list({ ...at, after }))?.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
      seen.push(...rows.map((row) => `${row.path} ${row.name}`));
      after = rows.at(-1) ?? after;
    }
    expect(seen).toEqual(
      ["A", "B", "C"].map((n) => `/pages ${n}`).concat(["A", "B", "C"].map((n) => `/pages/below ${n}`)),
    );
    for (const { id } of wrote) expect(await told(id)).toHaveLength(1);
  });
});
