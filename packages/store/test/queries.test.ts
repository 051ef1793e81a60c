import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger, createQueries, type Queries, type TableQuery } from "../src/index.ts";
import { aRun } from "./rows.ts";
import { aConnection, by, root, type Store, seed, startStore } from "./support.ts";

let store: Store;
let queries: Queries;
let connectionId: string;
const NAMES = ["alpha", "beta", "delta", "epsilon", "gamma", "per_cent%"];

beforeAll(async () => {
  store = await startStore();
  queries = createQueries(store.database);
  connectionId = await aConnection(store);
  for (const [index, name] of NAMES.entries()) {
    const nextAt = index % 3 === 0 ? null : new Date(1_700_000_000_000 + (index % 2) * 1_000);
    await seed(store, { name, connectionId, nextAt, type: index < 3 ? "first-type" : "second-type" });
  }
}, 60_000);
afterAll(() => store.stop());

const all: TableQuery = { projects: "all", sort: "name", descending: false, limit: 100 };
const names = async (query: Partial<TableQuery>) =>
  (await queries.rotations.table({ ...all, ...query })).items.map(({ rotation }) => rotation.name);

describe("rotations", () => {
  it("come with their place, connection, mapping and last run", async () => {
    const [first] = (await queries.rotations.table({ ...all, search: "alpha" })).items;
    expect(first).toMatchObject({
      place: { project: "default", environment: "dev", path: "/", ...store.place },
      connection: { id: connectionId, app: "test" },
      mapping: { password: `PASSWORD_${first?.rotation.id.slice(0, 8)}` },
      run: { kind: "create", state: "queued", requestedBy: "ada" },
    });
    const { outcomes: _outcomes, ...stored } = first ?? {};
    expect(await queries.rotations.find(first?.rotation.id ?? "")).toEqual(stored);
    expect(await queries.rotations.find("no id at all")).toBeNull();
  });

  it("are found by project, type, connection and the beginnings of words", async () => {
    expect(await names({ projects: [store.place.projectId] })).toEqual(NAMES);
    expect(await names({ projects: [randomUUID(), "no id at all"] })).toEqual([]);
    expect(await names({ type: "first-type" })).toEqual(["alpha", "beta", "delta"]);
    expect(await names({ connectionId: "other" })).toEqual([]);
    expect(await names({ search: "DELT" })).toEqual(["delta"]);
    expect(await names({ search: "cent pe" })).toEqual(["per_cent%"]);
    expect(await names({ search: "elta" })).toEqual([]);
    expect(await names({ search: "% ' & | ! :*" })).toEqual([]);
    expect(await names({ environment: "dev" })).toEqual(NAMES);
    expect(await names({ environment: "prod" })).toEqual([]);
  });

  it.each(
    (["name", "createdAt", "nextAt", "lastRotatedAt"] as const).flatMap((sort) => [
      { sort, descending: false },
      { sort, descending: true },
    ]),
  )("come page by page without a gap or a repetition: %o", async (order) => {
    const whole = await names(order);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await queries.rotations.table({ ...all, ...order, limit: 2, cursor });
      paged.push(...page.items.map(({ rotation }) => rotation.name));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole);
    expect(whole.toSorted()).toEqual(NAMES);
  });

  it("put those without a date last, in both directions", async () => {
    const last = async (descending: boolean) =>
      (await names({ sort: "nextAt", descending })).slice(-2).toSorted();
    expect(await last(false)).toEqual(["alpha", "epsilon"]);
    expect(await last(true)).toEqual(["alpha", "epsilon"]);
  });

  it("are found by the accounts that they write and the connection that they use", async () => {
    const [first] = (await queries.rotations.using({ connectionId, limit: 10 })).items;
    expect(first?.rotation.name).toBe("alpha");
    expect(await queries.rotations.withSubjects([...(first?.rotation.subjects ?? []), "other"])).toEqual([
      { name: "alpha", subject: first?.rotation.subjects[0] },
    ]);
  });

  it("say when the next of them is due", async () => {
    expect(await queries.rotations.nextDue()).toEqual(new Date("2026-01-02T03:04:05.678Z"));
  });
});

describe("runs", () => {
  it("come newest first, page by page, and by the request that started them", async () => {
    const { rotation, run } = await seed(store);
    const { projectId } = rotation;
    const ledger = createLedger({ database: store.database, owner: "a" });
    const endedAt = new Date(1_800_000_000_000);
    await ledger.command(rotation.id, () => ({ run: { state: "done", endedAt } }));
    const second = aRun(rotation.id, { kind: "rotate", createdAt: new Date(1_900_000_000_000) });
    await ledger.command(rotation.id, () => ({ newRun: second }), { requestKey: "key-1" });
    const first = await queries.runs.list({ rotationId: rotation.id, limit: 1 });
    expect(first.items).toEqual([{ ...second, currentStep: null, projectId }]);
    const rest = await queries.runs.list({
      rotationId: rotation.id,
      limit: 1,
      cursor: first.next ?? undefined,
    });
    expect(rest).toEqual({
      items: [{ ...run, state: "done", endedAt, currentStep: null, projectId }],
      next: null,
    });
    expect(await queries.runs.findByRequest(rotation.id, "key-1")).toEqual({
      ...second,
      currentStep: null,
      projectId,
    });
    expect(await queries.runs.find(second.id)).toEqual({ ...second, currentStep: null, projectId });
    expect(await queries.runs.owner(rotation.id)).toEqual({
      projectId,
      type: rotation.type,
      name: rotation.name,
    });
    expect(await queries.runs.owner("no id at all")).toBeNull();
  });
});

describe("places", () => {
  it("are found by slugs and path", async () => {
    const name = { project: "default", environment: "prod", path: "/" };
    expect(await queries.places.find(name)).toMatchObject({ ...name, projectId: store.place.projectId });
    const byId = { ...name, projectId: store.place.projectId };
    expect(await queries.places.find(byId)).toEqual(await queries.places.find(name));
    expect(await queries.places.find({ ...byId, projectId: "no id at all" })).toBeNull();
    expect(await queries.places.find({ ...name, path: "/nowhere" })).toBeNull();
    expect(await queries.places.missing({ ...name, path: "/nowhere" })).toBe("folder");
    expect(await queries.places.missing({ ...byId, environment: "moon" })).toBe("environment");
    expect(await queries.places.missing({ ...name, project: "other" })).toBe("project");
    expect(await queries.places.project("default")).toBe(store.place.projectId);
  });
});

describe("secrets", () => {
  it("are listed without a value, and nothing is read or audited where there is none", async () => {
    const { rotation } = await seed(store);
    const name = `PASSWORD_${rotation.id.slice(0, 8)}`;
    const { folderId } = store.place;
    expect(await queries.secrets.list({ ...root(store), recursive: false, limit: 10 })).toEqual([]);
    expect(await queries.secrets.taken(folderId, [name, "FREE"])).toEqual([name]);
    expect(await queries.secrets.read({ ...root(store), name }, by("grace"))).toBeNull();
    expect(await store.sql`select from turnbolt.audit where kind = 'secret.read'`).toHaveLength(0);
  });
});
