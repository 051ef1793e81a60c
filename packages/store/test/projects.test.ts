import { randomUUID } from "node:crypto";
import { bindingOf } from "@turnbolt/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createCipher,
  createEnvironment,
  createLedger,
  createProject,
  createQueries,
  createRotation,
  createSecret,
  type Queries,
  removeEnvironment,
  removeProject,
  updateEnvironment,
  updateProject,
} from "../src/index.ts";
import { aFinding, aRotationAt, aRun, aVersion } from "./rows.ts";
import { aKey, by, type Store, startStore } from "./support.ts";

let store: Store;
let projects: Queries["projects"];
let places: Queries["places"];

beforeAll(async () => {
  store = await startStore();
  ({ projects, places } = createQueries(store.database));
}, 60_000);
afterAll(() => store.stop());

async function make(slug: string): Promise<string> {
  const id = randomUUID();
  const environments = [
    { slug: "dev", name: "Development" },
    { slug: "prod", name: "Production" },
  ];
  await createProject(store.database, { id, slug, name: slug, description: null, environments }, by("ada"));
  return id;
}

const place = async (projectId: string) => {
  const found = await places.find({ projectId, environment: "dev", path: "/" });
  if (!found) throw new Error("no folder");
  return found;
};

/** A rotation with a draft, a run and a finding, of a connection of the project's own. */
async function rotate(projectId: string) {
  const connectionId = randomUUID();
  await store.sql`insert into turnbolt.connections (id, project_id, name, app, version, config, sealed)
    values (${connectionId}, ${projectId}, 'own', 'test', 1, '{}', '{}')`;
  const rotation = aRotationAt({ projectId, connectionId });
  const run = aRun(rotation.id);
  const draft = aVersion(run.id, 1, { state: "active" });
  const { folderId } = await place(projectId);
  const mapping = { password: "PASSWORD" };
  const rows = { rotation, run, versions: [], folderId, description: null, mapping, events: [] };
  await createRotation(store.database, { ...rows, author: by("ada") });
  const ledger = createLedger({ database: store.database, owner: "a" });
  await ledger.command(rotation.id, () => ({ versions: [draft], promote: { versionId: draft.id } }));
  await ledger.addFinding(aFinding(rotation.id, run.id));
  return { rotation, forget: () => ledger.command(rotation.id, () => ({ remove: { secrets: "keep" } })) };
}

/** Where anything of a project is left. */
async function tracesOf(projectId: string): Promise<readonly string[]> {
  const tables = await store.sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'turnbolt' order by 1`;
  const traces: string[] = [];
  for (const { name } of tables) {
    const rows = await store.sql.unsafe(
      `select from turnbolt.${name} t where t::text like '%${projectId}%' limit 1`,
    );
    if (rows.length > 0) traces.push(name);
  }
  return traces;
}

describe("a project", () => {
  it("begins with its environments in order, each with a root folder", async () => {
    const id = await make("begins");
    const found = await projects.find(id);
    expect(found?.environments.map(({ slug, position }) => [slug, position])).toEqual([
      ["dev", 1],
      ["prod", 2],
    ]);
    expect(await place(id)).toMatchObject({ projectId: id, project: "begins", path: "/" });
    expect(await projects.bySlug("begins")).toEqual(found);
    expect((await projects.list([id])).map(({ slug }) => slug)).toEqual(["begins"]);
    expect((await projects.list("all")).map(({ slug }) => slug)).toEqual(["begins", "default"]);
  });

  it("has a slug of its own, also when it gets another one", async () => {
    const id = await make("first");
    const taken = { code: "taken", facts: { what: "project", names: ["default"] } };
    await expect(make("default")).rejects.toMatchObject(taken);
    await expect(updateProject(store.database, id, { slug: "default" }, by("ada"))).rejects.toMatchObject(
      taken,
    );
    await updateProject(store.database, id, { name: "First", description: "one" }, by("ada"));
    await updateProject(store.database, id, { slug: "second", description: null }, by("ada"));
    expect(await projects.find(id)).toMatchObject({ slug: "second", name: "First", description: null });
    const nobody = updateProject(store.database, randomUUID(), { name: "x" }, by("ada"));
    await expect(nobody).rejects.toMatchObject({ code: "not-found" });
  });

  it("stays while it carries rotations, and says which", async () => {
    const id = await make("carries");
    const { rotation } = await rotate(id);
    expect(await removeProject(store.database, id, by("ada"))).toEqual([rotation.name]);
    const [dev] = (await projects.find(id))?.environments ?? [];
    const environment = { projectId: id, id: dev?.id ?? "" };
    expect(await removeEnvironment(store.database, environment, by("ada"))).toEqual([rotation.name]);
    expect(await projects.find(id)).not.toBeNull();
  });

  it("leaves nothing but its audit: no secret, no credential, no connection, no key", async () => {
    const id = await make("leaves");
    const { rotation, forget } = await rotate(id);
    await forget();
    const cipher = await createCipher({ database: store.database, keyring: [aKey(1)] });
    const binding = bindingOf(rotation, 1, "password");
    const sealed = await cipher.seal(binding, "value");
    const { folderId } = await place(id);
    const row = { id: randomUUID(), name: "OWN", comment: "", skipMultilineEncoding: null, sealed };
    const at = { projectId: id, environment: "dev", path: "/", folderId };
    await createSecret(store.database, { ...at, ...row }, by("ada"));
    expect(await tracesOf(id)).toEqual(expect.arrayContaining(["connections", "data_keys", "rotations"]));
    expect(await removeProject(store.database, id, by("grace"))).toEqual([]);
    // Notices that were on their way still are.
    expect((await tracesOf(id)).filter((name) => name !== "outbox")).toEqual(["audit"]);
    expect(await store.sql`select from turnbolt.versions where rotation_id = ${rotation.id}`).toEqual([]);
    expect(await store.sql`select from turnbolt.runs where rotation_id = ${rotation.id}`).toEqual([]);
    const [last] =
      await store.sql`select kind, actor from turnbolt.audit where project_id = ${id} order by id desc`;
    expect(last).toEqual({ kind: "project.removed", actor: "grace" });
  });
});

describe("an environment", () => {
  it("stands last, or where it is told to, and its slug is its own", async () => {
    const projectId = await make("stands");
    const add = (slug: string, position: number | null) =>
      createEnvironment(
        store.database,
        { id: randomUUID(), projectId, slug, name: slug, position },
        by("ada"),
      );
    await Promise.all([add("one", null), add("two", null), add("zero", 0)]);
    const shown = async () => (await projects.find(projectId))?.environments.map(({ slug }) => slug);
    expect(await shown()).toEqual(["zero", "dev", "prod", expect.anything(), expect.anything()]);
    await expect(add("dev", null)).rejects.toMatchObject({ code: "taken", facts: { names: ["dev"] } });
    const [zero] = (await projects.find(projectId))?.environments ?? [];
    const at = { projectId, id: zero?.id ?? "" };
    await updateEnvironment(store.database, at, { slug: "last", position: 9 }, by("ada"));
    expect((await shown())?.at(-1)).toBe("last");
    const elsewhere = { ...at, projectId: store.place.projectId };
    await expect(updateEnvironment(store.database, elsewhere, {}, by("ada"))).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(removeEnvironment(store.database, elsewhere, by("ada"))).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await removeEnvironment(store.database, at, by("ada"))).toEqual([]);
    expect(await shown()).toHaveLength(4);
  });
});
