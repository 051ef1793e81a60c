import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keysTarget } from "../fixtures/keys-plugin.ts";
import { type Rest, restOf } from "../support/rest.ts";
import { asked, type Connected, connect, sharedDatabase } from "../support/shared-database.ts";

const target = keysTarget();
let database: Awaited<ReturnType<typeof sharedDatabase>>;
let started: Awaited<ReturnType<typeof database.start>>;
let connected: Connected;
let rest: Rest;
let count = 0;
/** On a busy machine, too. */
const SOON = { timeout: 20_000 };

beforeAll(async () => {
  database = await sharedDatabase([target.provider]);
  await restart();
  connected = await connect(started.client, "keys", "removal");
}, 60_000);
afterAll(() => database.stop());

async function restart(role: "all" | "api" = "all"): Promise<void> {
  await database.endServers();
  started = await database.start(role, { httpWaitSeconds: 20 });
  rest = restOf(started.server.url ?? "");
}

const at = (path: string) => ({ projectId: connected.projectId, environment: "dev", path });

/** A folder with one rotation in it and one further below, both with a credential at the target. */
async function carrying() {
  const name = `f${++count}`;
  const [top, below] = [`/${name}`, `/${name}/below`];
  const made = await rest("POST", "/api/v2/folders", { body: { ...at(top), name: "below" } });
  expect(made.status).toBe(200);
  const rotations = await Promise.all(
    [top, below].map(async (secretPath, index) => {
      const account = `${name}-${index}`;
      const mapping = { key: `KEY_${index}`, password: `PASSWORD_${index}` };
      const input = {
        ...(asked("keys-password", connected, account) as object),
        secretPath,
        secretsMapping: mapping,
      };
      const { secretRotation } = await started.client.rotations.create.mutate({
        ...input,
        wait: true,
      } as never);
      const generated = await started.client.rotations.generatedCredentials.query({
        rotationId: secretRotation.id,
      });
      return {
        id: secretRotation.id,
        account,
        credential: generated.generatedCredentials[0] as Record<string, string>,
      };
    }),
  );
  const { folder } = (await rest("GET", "/api/v2/folders/tree", { query: at(top) })).body;
  return { folderId: String(folder.id), top, rotations };
}

const remove = (folderId: string, rotations?: string, headers: Record<string, string> = {}) =>
  rest("DELETE", `/api/v2/folders/${folderId}`, {
    query: rotations === undefined ? {} : { rotations },
    headers,
  });
const isThere = async (folderId: string) => (await rest("GET", `/api/v2/folders/${folderId}`)).status === 200;
const left = async (ids: readonly { readonly id: string }[]) =>
  (
    await database.sql`
    select id from turnbolt.rotations where deleted_at is null and id in ${database.sql(ids.map(({ id }) => id))}`
  ).length;
const jobOf = async (id: string) => (await rest("GET", `/api/v2/bulk-jobs/${id}`)).body.bulkJob;

describe("a folder that carries rotations", () => {
  it("is kept and names them, and says what can be chosen", async () => {
    const { folderId, rotations } = await carrying();
    const refused = await remove(folderId);
    expect(refused.status).toBe(400);
    for (const { account } of rotations) expect(refused.body.message).toContain(`"${account}"`);
    expect(refused.body.message).toContain("rotations=revoke");
    expect((await remove(folderId, "drop")).status).toBe(422);
    expect(await left(rotations)).toBe(2);
  });

  it("goes with rotations=forget, and the target is not touched", async () => {
    const { folderId, top, rotations } = await carrying();
    const removed = await remove(folderId, "forget");
    expect(removed).toMatchObject({ status: 200, body: { folder: { id: folderId, path: top } } });
    expect(removed.body).not.toHaveProperty("bulkJobId");
    expect(await isThere(folderId)).toBe(false);
    expect(await left(rotations)).toBe(0);
    expect(rotations.every(({ credential }) => target.accepts(credential))).toBe(true);
    const kinds = await database.sql`
      select kind, count(*)::int from turnbolt.audit where kind in ('rotation.removed', 'folder.removed', 'bulk.started')
        and (data ->> 'path' = ${top} or data ->> 'removesId' = ${folderId}
          or rotation_id in ${database.sql(rotations.map(({ id }) => id))}) group by kind order by kind`;
    expect(kinds).toEqual([
      { kind: "bulk.started", count: 1 },
      { kind: "folder.removed", count: 1 },
      { kind: "rotation.removed", count: 2 },
    ]);
  });

  it("goes with rotations=revoke when the target takes none of their credentials any more", async () => {
    const { folderId, rotations } = await carrying();
    expect(await remove(folderId, "revoke")).toMatchObject({ status: 200 });
    expect(await isThere(folderId)).toBe(false);
    expect(await left(rotations)).toBe(0);
    expect(rotations.some(({ credential }) => target.accepts(credential))).toBe(false);
  });

  it("goes while nobody waits, and tells how far it is; asked again, it is the same job", async () => {
    const { folderId, rotations } = await carrying();
    await restart("api");
    const begun = await remove(folderId, "revoke", { prefer: "respond-async" });
    const { bulkJobId } = begun.body;
    expect(begun).toMatchObject({ status: 202, body: { folder: { id: folderId } } });
    expect(begun.headers.get("location")).toBe(`/api/v2/bulk-jobs/${bulkJobId}`);
    expect((await remove(folderId, "revoke", { prefer: "respond-async" })).body.bulkJobId).toBe(bulkJobId);
    expect((await remove(folderId, "forget")).status).toBe(409);
    await expect.poll(async () => (await jobOf(bulkJobId)).counts, SOON).toMatchObject({ running: 2 });
    expect(await jobOf(bulkJobId)).toMatchObject({
      action: "revoke",
      ended: false,
      removes: { kind: "folder", id: folderId, closedAt: null, problem: null },
    });
    await restart();
    await expect.poll(() => left(rotations), SOON).toBe(0);
    await started.server.services.dealer.work();
    expect(await isThere(folderId)).toBe(false);
    expect(await jobOf(bulkJobId)).toMatchObject({
      ended: true,
      counts: { done: 2 },
      removes: { closedAt: expect.any(String), problem: null },
    });
  });

  it("is kept while a credential cannot be revoked, and goes when a person has seen to it", async () => {
    const { folderId, rotations } = await carrying();
    target.refuse("revoke");
    const refused = await remove(folderId, "revoke");
    expect(refused).toMatchObject({ status: 500, body: { message: expect.stringContaining("is kept") } });
    expect(await isThere(folderId)).toBe(true);
    target.refuse(null);
    for (const { id } of rotations)
      await started.client.rotations.release.mutate({ rotationId: id, decision: "retry" });
    await expect.poll(() => left(rotations), SOON).toBe(0);
    await started.server.services.dealer.work();
    expect(await isThere(folderId)).toBe(false);
  });

  it("is kept when a rotation has come meanwhile, and says which", async () => {
    const { folderId, top } = await carrying();
    await restart("api");
    const { bulkJobId } = (await remove(folderId, "revoke", { prefer: "respond-async" })).body;
    await expect.poll(async () => (await jobOf(bulkJobId)).counts, SOON).toMatchObject({ running: 2 });
    const input = { ...(asked("keys-password", connected, "newcomer") as object), secretPath: top };
    const secretsMapping = { key: "NEW_KEY", password: "NEW_PASSWORD" };
    await started.client.rotations.create.mutate({ ...input, secretsMapping } as never);
    await restart();
    await expect.poll(async () => (await jobOf(bulkJobId)).counts, SOON).toMatchObject({ done: 2 });
    await started.server.services.dealer.work();
    const { ended, removes } = await jobOf(bulkJobId);
    expect({ ended, removes }).toMatchObject({
      ended: true,
      removes: { problem: expect.stringContaining("newcomer") },
    });
    expect(await isThere(folderId)).toBe(true);
    expect(await remove(folderId, "forget")).toMatchObject({ status: 200 });
  });
});

describe("an environment and a project", () => {
  it("go in the same way", async () => {
    const { project } = (await rest("POST", "/api/v1/projects", { body: { projectName: `p${++count}` } }))
      .body;
    const make = async (environment: string) => {
      const account = `${environment}-${++count}`;
      const input = {
        ...(asked("keys-password", connected, account) as object),
        environment,
        projectId: project.id,
      };
      const secretsMapping = { key: "KEY", password: "PASSWORD" };
      return (await started.client.rotations.create.mutate({ ...input, secretsMapping, wait: true } as never))
        .secretRotation;
    };
    const [dev, prod] = [await make("dev"), await make("prod")];
    const environments = `/api/v1/workspace/${project.id}/environments`;
    const devId = project.environments.find(({ slug }: { slug: string }) => slug === "dev").id;
    expect((await rest("DELETE", `${environments}/${devId}`)).status).toBe(400);
    const query = { rotations: "revoke" };
    expect((await rest("DELETE", `${environments}/${devId}`, { query })).status).toBe(200);
    expect(await left([dev])).toBe(0);
    expect(await left([prod])).toBe(1);
    expect((await rest("DELETE", `/api/v1/projects/${project.id}`)).status).toBe(400);
    expect(
      (await rest("DELETE", `/api/v1/projects/${project.id}`, { query: { rotations: "forget" } })).status,
    ).toBe(200);
    expect((await rest("GET", `/api/v1/projects/${project.id}`)).status).toBe(404);
    expect(await left([prod])).toBe(0);
  });
});
