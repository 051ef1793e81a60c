import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Rest, restOf } from "../support/rest.ts";
import { type Pairs, pairsOf } from "../support/rotations.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
let rest: Rest;
let pairs: Pairs;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  rest = restOf(turnbolt.url);
  pairs = await pairsOf(turnbolt);
}, 60_000);
afterAll(() => turnbolt.stop());

const at = () => ({ workspaceId: turnbolt.projectId, environment: "dev", secretPath: "/" });
const one = (name: string) => `/api/v3/secrets/raw/${name}`;
const write = (name: string, secretValue: string, more: object = {}) =>
  rest("POST", one(name), { body: { ...at(), secretValue, ...more } });
const read = (name: string, query: Record<string, string> = {}) =>
  rest("GET", one(name), { query: { ...at(), ...query } });

const rotated = async () => {
  const input = await pairs.asked();
  const { id } = await pairs.create(input);
  return { id, name: input.name, ...input.secretsMapping, input };
};

const FIELDS = [
  ...["id", "_id", "workspace", "workspaceId", "environment", "version", "type", "secretKey", "secretValue"],
  ...["secretValueHidden", "secretComment", "secretPath", "secretMetadata", "tags", "skipMultilineEncoding"],
  ...["isRotatedSecret", "rotationId", "createdAt", "updatedAt"],
];

describe("a secret", () => {
  it("is written, read, changed, renamed and deleted by hand", async () => {
    const made = await write("BY_HAND", "first", { secretComment: "why", skipMultilineEncoding: true });
    expect(made.body.secret).toMatchObject({
      ...{ secretKey: "BY_HAND", secretValue: "first", version: 1, type: "shared", secretPath: "/" },
      ...{ secretComment: "why", skipMultilineEncoding: true, isRotatedSecret: false, rotationId: null },
      ...{ workspace: turnbolt.projectId, environment: "dev", secretMetadata: [], tags: [] },
    });
    expect(Object.keys(made.body.secret).sort()).toEqual(FIELDS.toSorted());
    expect((await read("BY_HAND")).body).toEqual(made.body);
    const changed = await rest("PATCH", one("BY_HAND"), { body: { ...at(), secretValue: "second" } });
    expect(changed.body.secret).toMatchObject({ version: 2, secretValue: "second", secretComment: "why" });
    const body = { ...at(), newSecretName: "RENAMED", secretComment: "" };
    const renamed = await rest("PATCH", one("BY_HAND"), { body });
    expect(renamed.body.secret).toMatchObject({ secretKey: "RENAMED", version: 2, secretValueHidden: true });
    expect((await read("RENAMED")).body.secret).toMatchObject({ secretValue: "second", secretComment: "" });
    expect((await read("RENAMED", { version: "1" })).body.secret).toMatchObject({ secretValue: "first" });
    const removed = await rest("DELETE", one("RENAMED"), { body: at() });
    expect(removed.body.secret).toMatchObject({ secretKey: "RENAMED", secretValue: "" });
    const gone = await read("RENAMED");
    expect([gone.status, gone.body.message]).toEqual([404, expect.stringContaining("RENAMED")]);
    expect((await rest("DELETE", one("RENAMED"), { query: at() })).status).toBe(404);
  });

  it.each(["", " ", "ünïcode ✓ 🔑", "line\r\nline\t\u0001end", '{"json": ["yes"]}', "x".repeat(100_000)])(
    "is given back as it was written: %j",
    async (value) => {
      const name = `ROUND_${value.length}_${value.charCodeAt(0) || 0}`;
      expect((await write(name, value)).status).toBe(200);
      expect((await read(name)).body.secret.secretValue).toBe(value);
    },
  );

  it("is read at the newer path with the newer names, and in a project by its slug", async () => {
    await write("BOTH", "same");
    const newer = { projectId: turnbolt.projectId, environment: "dev" };
    const { body } = await rest("GET", "/api/v4/secrets/BOTH", { query: newer });
    expect(body).toEqual((await read("BOTH")).body);
    const slug = { workspaceSlug: "default", environment: "dev" };
    expect((await rest("GET", one("BOTH"), { query: slug })).body).toEqual(body);
    const listed = (await rest("GET", "/api/v4/secrets", { query: newer })).body;
    expect(listed.secrets).toContainEqual(body.secret);
    expect(listed.imports).toEqual([]);
  });

  it("has one name in a folder", async () => {
    await write("TAKEN", "x");
    await write("FREE", "x");
    const twice = await write("TAKEN", "y");
    expect([twice.status, twice.body.message]).toEqual([400, expect.stringContaining("TAKEN")]);
    const renamed = await rest("PATCH", one("FREE"), { body: { ...at(), newSecretName: "TAKEN" } });
    expect([renamed.status, renamed.body.message]).toEqual([400, expect.stringContaining("TAKEN")]);
    expect((await read("TAKEN")).body.secret.secretValue).toBe("x");
  });

  it.each([
    ["a name with a space", "A%20B", {}, "secretName"],
    ["a digit first", "1A", {}, "secretName"],
    ["a value that is no text", "A", { secretValue: 7 }, "secretValue"],
    ["a NUL", "A", { secretValue: "a\0b" }, "secretValue"],
    ["half a character", "A", { secretValue: "\ud800" }, "secretValue"],
    ["a comment with a NUL", "A", { secretComment: "a\0b" }, "secretComment"],
    ["a personal secret", "A", { type: "personal" }, "type"],
    ["a path that leads out", "A", { secretPath: "/../x" }, "secretPath"],
    ["no value", "A", { secretValue: undefined }, "secretValue"],
  ])("is not written with %s", async (_, name, wrong, field) => {
    const { status, body } = await rest("POST", one(name), { body: { ...at(), secretValue: "x", ...wrong } });
    expect(status).toBe(422);
    expect(body.message.map(({ path }: { path: string[] }) => path[0])).toContain(field);
  });

  it("is not found where there is no such place, and the refusal says what is missing", async () => {
    const told = async (query: Record<string, string>) => {
      const { status, body } = await read("ANY", query);
      return `${status} ${body.message}`;
    };
    expect(await told({ environment: "moon" })).toMatch(/^400 .*"moon"/);
    expect(await told({ secretPath: "/moon" })).toMatch(/^400 .*\/moon/);
    const nowhere = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    expect(await told({ workspaceId: nowhere })).toMatch(new RegExp(`^400 .*${nowhere}`));
    const empty = await rest("GET", "/api/v3/secrets/raw", { query: { ...at(), environment: "staging" } });
    expect([empty.status, empty.body]).toEqual([200, { secrets: [], imports: [] }]);
  });
});

describe("a secret that a rotation writes", () => {
  it("is read by anybody who may, with the credential's version beside it", async () => {
    const { id, username, password } = await rotated();
    for (const version of [1, 2]) {
      const both = [(await read(username)).body.secret, (await read(password)).body.secret];
      for (const secret of both) {
        expect(secret).toMatchObject({
          ...{ isRotatedSecret: true, rotationId: id, version },
          secretMetadata: [{ key: "credentialVersion", value: String(version) }],
        });
      }
      expect(await pairs.canLogin({ username: both[0].secretValue, password: both[1].secretValue })).toBe(
        true,
      );
      await turnbolt.client.rotations.rotate.mutate({ rotationId: id });
    }
  });

  it("is changed, renamed and deleted by its rotation alone, which the refusal names", async () => {
    const { name, password } = await rotated();
    const before = (await read(password)).body;
    for (const body of [{ secretValue: "mine" }, { newSecretName: "MINE" }, { secretComment: "mine" }]) {
      const { status, body: told } = await rest("PATCH", one(password), { body: { ...at(), ...body } });
      expect([status, told.message]).toEqual([400, expect.stringContaining(`"${name}"`)]);
    }
    const removed = await rest("DELETE", one(password), { query: at() });
    expect([removed.status, removed.body.message]).toEqual([400, expect.stringContaining(`"${name}"`)]);
    expect((await read(password)).body).toEqual(before);
  });

  it("keeps its folder, environment and project from being deleted, and the refusal names the rotation", async () => {
    const { name, input } = await rotated();
    const query = { projectId: turnbolt.projectId, environment: "dev" };
    await rest("POST", "/api/v2/folders", { body: { ...query, path: "/carried", name: "deep" } });
    const deep = { ...(await pairs.asked()), secretPath: "/carried/deep" };
    await pairs.create(deep);
    const { folders } = (await rest("GET", "/api/v2/folders", { query })).body;
    const [carried] = folders.filter(({ path }: { path: string }) => path === "/carried");
    const refusal = async (path: string) => {
      const { status, body } = await rest("DELETE", path);
      return `${status} ${body.message}`;
    };
    expect(await refusal(`/api/v2/folders/${carried.id}`)).toMatch(new RegExp(`^400 .*"${deep.name}"`));
    const path = `/api/v1/projects/${turnbolt.projectId}`;
    const { environments } = (await rest("GET", path)).body.project;
    expect(await refusal(`${path}/environments/${environments[0].id}`)).toContain(`"${name}"`);
    expect(await refusal(path)).toMatch(new RegExp(`^400 .*"${input.name}"`));
  });

  it("is an ordinary one when its rotation is let go, and its history is told", async () => {
    const { id, password } = await rotated();
    const { secretValue } = (await read(password)).body.secret;
    await turnbolt.client.rotations.forget.mutate({ rotationId: id });
    expect((await read(password)).body.secret).toMatchObject({
      ...{ secretValue, isRotatedSecret: false, rotationId: null, secretMetadata: [], version: 1 },
    });
    const body = { ...at(), secretValue: "by hand now" };
    expect((await rest("PATCH", one(password), { body })).body.secret.version).toBe(2);
    expect((await read(password)).body.secret.secretValue).toBe("by hand now");
    expect((await read(password, { version: "1" })).body.secret.secretValue).toBe(secretValue);
    const versions = await rest("GET", `${one(password)}/versions`, { query: at() });
    expect(versions.body.secretVersions).toMatchObject([
      { version: 2, createdBy: "root-token", runId: null, isCurrent: true, isValueKept: true },
      { version: 1, createdBy: null, runId: expect.any(String), rotationId: id, isCurrent: false },
    ]);
    expect((await rest("DELETE", one(password), { query: at() })).status).toBe(200);
  });
});
