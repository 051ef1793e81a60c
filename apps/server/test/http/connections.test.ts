import { randomUUID } from "node:crypto";
import type { Actor, Role } from "@turnbolt/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memory } from "../fixtures/memory-plugin.ts";
import { vault, vaultPlugin } from "../fixtures/vault-plugin.ts";
import { sharedDatabase } from "../support/shared-database.ts";

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let started: Awaited<ReturnType<typeof database.start>>;
let projectId: string;
let count = 0;

beforeAll(async () => {
  database = await sharedDatabase([vaultPlugin, memory]);
  started = await database.start();
  const [project] = await database.sql`select id from turnbolt.projects where slug = 'default'`;
  projectId = project?.id;
}, 60_000);
afterAll(() => database.stop());

const connections = () => started.server.services.connections;
const asked = (fields: object = {}) => ({
  app: "vault",
  name: `vault-${++count}`,
  method: "token",
  credentials: { host: "vault.test", token: vault.token },
  ...fields,
});
const made = async (fields: object = {}, by = root) =>
  (await connections().create(asked(fields), by)).appConnection;

const root: Actor = {
  kind: "root",
  id: "root-token",
  name: "root token",
  address: null,
  requestId: null,
  isAdmin: true,
  roles: new Map(),
};
const person = (role: Role): Actor => ({
  ...root,
  kind: "person",
  id: `user:${role}`,
  isAdmin: false,
  roles: new Map([[projectId, role]]),
});
const forbidden = { code: "forbidden", facts: { details: [{ subject: "app-connections" }] } };

describe("a connection", () => {
  it("is made with what its login may do, and shows no sensitive field", async () => {
    vault.mayTurn = false;
    const { appConnection, permissions } = await connections().create(asked({ projectId }), root);
    vault.mayTurn = true;
    expect(permissions).toEqual([
      { permission: "door:look", held: true },
      { permission: "door:turn", held: false },
    ]);
    expect(appConnection).toEqual({
      id: expect.any(String),
      name: `vault-${count}`,
      description: null,
      projectId,
      app: "vault",
      method: "token",
      credentials: { host: "vault.test" },
      version: 1,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(await connections().get({ connectionId: appConnection.id }, root)).toEqual({ appConnection });
  });

  it("whose login the target refuses is not saved, and the login is told nowhere", async () => {
    const token = `wrong-${randomUUID()}`;
    const name = `refused-${randomUUID()}`;
    const refusal = await started.client.connections.create
      .mutate(asked({ name, credentials: { host: "vault.test", token } }) as never)
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ data: { code: "BAD_REQUEST", rotationCode: "unauthorized" } });
    expect(JSON.stringify(refusal) + database.lines.join("")).not.toContain(token);
    expect(await database.sql`select from turnbolt.connections where name = ${name}`).toHaveLength(0);
  });

  it.each([
    ["no credentials of its method", { method: "key" }, ["credentials", "key"]],
    ["a method that the app does not know", { method: "knock" }, ["method"]],
    ["an app that is not installed", { app: "moon" }, ["app"]],
    ["an empty name", { name: " " }, ["name"]],
  ])("with %s is refused, with the place", async (_, fields, path) => {
    const refused = started.client.connections.create.mutate(asked(fields) as never);
    await expect(refused).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", issues: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });

  it("of a project that does not exist, or of a name that is taken there, is refused", async () => {
    const { name } = await made({ projectId });
    await expect(made({ projectId: randomUUID() })).rejects.toMatchObject({ code: "invalid" });
    await expect(made({ projectId, name })).rejects.toMatchObject({ code: "invalid" });
    expect((await made({ name })).projectId).toBeNull();
  });
});

describe("a change of a connection", () => {
  it("tries new credentials first, keeps what is left out, and counts up", async () => {
    const { id } = await made({ credentials: { host: "a.test", token: vault.token, caCertificate: "ca" } });
    vault.token = "another token";
    const change = (credentials: Record<string, unknown>) =>
      connections().update({ connectionId: id, credentials }, root);
    await expect(change({ token: "a guess" })).rejects.toMatchObject({ code: "unauthorized" });
    const { appConnection } = await change({ token: vault.token });
    expect(appConnection).toMatchObject({ version: 2, credentials: { host: "a.test", caCertificate: "ca" } });
    const without = await change({ caCertificate: null, token: vault.token });
    expect(without.appConnection.credentials).toEqual({ host: "a.test" });
  });

  it("of its name alone contacts nobody", async () => {
    const { id } = await made();
    const before = vault.logins.length;
    const change = { connectionId: id, name: `renamed-${count}`, description: "for the shop" };
    const { appConnection } = await connections().update(change, root);
    expect(appConnection).toMatchObject({ name: change.name, description: "for the shop", version: 2 });
    expect(vault.logins).toHaveLength(before);
  });

  it("cannot send a stored secret to another host: it has to be sent along", async () => {
    const { id } = await made();
    const before = vault.logins.length;
    const change = (credentials: Record<string, unknown>) =>
      connections().update({ connectionId: id, credentials }, root);
    await expect(change({ host: "thief.test" })).rejects.toThrow("send token again");
    expect(vault.logins).toHaveLength(before);
    const { appConnection } = await change({ host: "moved.test", token: vault.token });
    expect(appConnection.credentials).toEqual({ host: "moved.test" });
  });

  it("keeps the method, the project and the app", async () => {
    const { id: connectionId } = await made();
    const { update, get } = connections();
    await expect(update({ connectionId, method: "key" }, root)).rejects.toThrow("method");
    await expect(update({ connectionId, projectId }, root)).rejects.toThrow("projectId");
    expect(
      (await update({ connectionId, method: "token", projectId: null }, root)).appConnection.version,
    ).toBe(2);
    await expect(get({ connectionId, app: "memory" }, root)).rejects.toThrow("one to vault, not to memory");
  });
});

describe("connections", () => {
  it("are listed by app, project and name, and those that a project may use", async () => {
    const { id, name } = await made({ projectId });
    const shared = await made({ name });
    const ids = (answer: { appConnections: readonly { id: string }[] }) =>
      answer.appConnections.map((one) => one.id);
    expect(ids(await connections().list({ app: "vault", projectId }, root))).toContain(id);
    expect(ids(await connections().list({ app: "vault", projectId }, root))).not.toContain(shared.id);
    expect(ids(await connections().list({ app: "memory" }, root))).toEqual([]);
    expect(ids(await connections().available({ app: "vault", projectId }, root))).toEqual(
      expect.arrayContaining([id, shared.id]),
    );
    expect(ids(await connections().available({ app: "vault", projectId }, person("viewer")))).not.toContain(
      shared.id,
    );
    const first = await connections().list({ limit: 1 }, root);
    const second = await connections().list({ limit: 1, cursor: first.nextCursor ?? "" }, root);
    expect(ids(second)).not.toEqual(ids(first));
    const { byName } = connections();
    await expect(byName({ connectionName: name }, root)).rejects.toThrow("name one by projectId");
    expect((await byName({ connectionName: name, projectId }, root)).appConnection.id).toBe(id);
    expect((await byName({ connectionName: name }, person("viewer"))).appConnection.id).toBe(id);
    await expect(byName({ connectionName: name, app: "memory" }, root)).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("of each app say how one logs in there", async () => {
    const { appConnectionOptions } = connections().apps();
    expect(appConnectionOptions).toMatchObject([
      { name: "Memory", app: "memory", methods: [], credentials: [{ method: null }] },
      {
        name: "Vault",
        app: "vault",
        methods: ["token", "key"],
        credentials: [
          {
            method: "token",
            schema: { properties: { token: { sensitive: true } }, required: ["host", "token"] },
          },
          { method: "key", schema: { required: ["host", "key", "user"] } },
        ],
      },
    ]);
  });
});

describe("who may", () => {
  it("see a project's connections: everybody in it; change them: its admins", async () => {
    const { id: connectionId } = await made({ projectId });
    const { get, update, test, remove } = connections();
    for (const role of ["viewer", "developer", "operator"] as const) {
      const actor = person(role);
      expect((await get({ connectionId }, actor)).appConnection.id).toBe(connectionId);
      await expect(update({ connectionId, name: "x" }, actor)).rejects.toMatchObject(forbidden);
      await expect(test({ connectionId }, actor)).rejects.toMatchObject(forbidden);
      await expect(remove({ connectionId }, actor)).rejects.toMatchObject(forbidden);
      await expect(made({ projectId }, actor)).rejects.toMatchObject(forbidden);
    }
    const admin = person("admin");
    expect((await test({ connectionId }, admin)).permissions).toHaveLength(2);
    expect((await remove({ connectionId }, admin)).appConnection.id).toBe(connectionId);
  });

  it("see and change those of the whole installation: its admins alone", async () => {
    const { id: connectionId } = await made();
    const admin = person("admin");
    const { get, list } = connections();
    await expect(get({ connectionId }, admin)).rejects.toMatchObject(forbidden);
    await expect(made({}, admin)).rejects.toMatchObject(forbidden);
    const seen = (await list({}, admin)).appConnections;
    expect(seen.length).toBeGreaterThan(0);
    expect(new Set(seen.map((one) => one.projectId))).toEqual(new Set([projectId]));
    await expect(list({ projectId: randomUUID() }, admin)).rejects.toMatchObject(forbidden);
    await expect(get({ connectionId: randomUUID() }, admin)).rejects.toMatchObject({ code: "not-found" });
  });
});
