import { randomUUID } from "node:crypto";
import type { Actor, Role } from "@turnbolt/api";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";
import { clientOf } from "../support/turnbolt.ts";

let keys: Keys;
beforeAll(async () => {
  keys = await startKeys();
}, 60_000);
afterAll(() => keys.stop());
afterEach(() => keys.target.refuse(null));

const create = (account: string, more: object = {}) =>
  keys.client.rotations.create.mutate(keys.input(account, more));
const names = async () => (await keys.client.rotations.list.query()).secretRotations.map(({ name }) => name);

describe("a creation under a key", () => {
  it("made again, one after the other or at once, is one rotation", async () => {
    const first = await create("again", { requestKey: "again" });
    const after = await create("again", { requestKey: "again" });
    expect(after).toEqual(first);
    const url = keys.server.url ?? "";
    const input = keys.input("at-once", { requestKey: "at once" });
    const both = await Promise.all(
      [clientOf(url), clientOf(url)].map((client) => client.rotations.create.mutate(input)),
    );
    expect(new Set(both.map(({ secretRotation }) => secretRotation.id)).size).toBe(1);
    expect((await names()).filter((name) => name === "again" || name === "at-once")).toHaveLength(2);
  });

  it("that was another request is refused, and so is the same one without the key", async () => {
    await create("taken", { requestKey: "taken" });
    await expect(create("not-taken", { requestKey: "taken" })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", issues: [{ path: ["requestKey"] }] },
    });
    await expect(create("taken")).rejects.toMatchObject({
      message: expect.stringContaining("taken"),
      data: { code: "BAD_REQUEST" },
    });
    expect(await names()).not.toContain("not-taken");
  });

  it("that failed fails again, and leaves nothing behind", async () => {
    keys.target.refuse("issue");
    const asked = { requestKey: "failed" };
    await expect(create("failed", asked)).rejects.toMatchObject({
      message: expect.stringContaining("locked by its owner"),
      data: { code: "BAD_REQUEST", runId: expect.any(String) },
    });
    keys.target.refuse(null);
    await expect(create("failed", asked)).rejects.toThrow("locked by its owner");
    expect(await names()).not.toContain("failed");
    expect((await create("failed", { requestKey: "failed, and asked anew" })).secretRotation.name).toBe(
      "failed",
    );
  });
});

describe("a rotation is read", () => {
  it("under its type alone, by its id and by its name in its folder", async () => {
    const { secretRotation } = await create("found");
    const { id, type, projectId } = secretRotation;
    const { rotations } = keys.client;
    const at = { rotationName: "found", projectId, environment: "dev", secretPath: "/", type };
    expect((await rotations.byName.query(at)).secretRotation).toEqual(secretRotation);
    const ofType = await rotations.listOfType.query({ type, projectId });
    expect(ofType.secretRotations).toContainEqual(secretRotation);
    expect(ofType).not.toHaveProperty("nextCursor");
    expect((await rotations.list.query({ type: "other-type" })).secretRotations).toEqual([]);
    const wrong = { data: { code: "BAD_REQUEST", issues: [{ path: ["type"] }] } };
    await expect(rotations.get.query({ rotationId: id, type: "other-type" })).rejects.toMatchObject(wrong);
    await expect(rotations.byName.query({ ...at, type: "other-type" })).rejects.toMatchObject(wrong);
    await expect(rotations.byName.query({ ...at, rotationName: "lost" })).rejects.toMatchObject({
      message: expect.stringContaining('"lost"'),
      data: { code: "NOT_FOUND" },
    });
  });

  it("with a list of its project, which is named when it is not there", async () => {
    const projectId = randomUUID();
    await expect(keys.client.rotations.list.query({ projectId })).rejects.toMatchObject({
      message: expect.stringContaining(projectId),
      data: { code: "BAD_REQUEST" },
    });
  });

  it("page by page in the order of names, when a limit is given", async () => {
    const whole = await names();
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await keys.client.rotations.list.query({ limit: 2, cursor });
      paged.push(...page.secretRotations.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(paged).toEqual(whole);
  });
});

describe("those who may not", () => {
  const actor = (role: Role | null): Actor => ({
    kind: "machine",
    id: "machine:test",
    name: "test",
    isAdmin: false,
    roles: new Map(role ? [[keys.connected.projectId, role]] : []),
    address: null,
    requestId: null,
  });

  it("see nothing of a project that they have no part in", async () => {
    const { id: rotationId, projectId } = (await create("hidden")).secretRotation;
    const { rotations, runs } = keys.server.services;
    const stranger = actor(null);
    expect(await rotations.list({}, stranger)).toEqual({ secretRotations: [] });
    expect((await rotations.list({}, actor("viewer"))).secretRotations.length).toBeGreaterThan(0);
    const details = [{ action: "read", subject: "secret-rotations" }];
    const refused = { code: "forbidden", facts: { details } };
    await expect(rotations.list({ projectId }, stranger)).rejects.toMatchObject(refused);
    await expect(rotations.get({ rotationId }, stranger)).rejects.toMatchObject(refused);
    await expect(rotations.state({ rotationId }, stranger)).rejects.toMatchObject(refused);
    await expect(runs.list({ rotationId, limit: 1 }, stranger)).rejects.toMatchObject(refused);
  });

  it("start nothing and read no value, whatever else they may", async () => {
    const { id: rotationId } = (await create("guarded")).secretRotation;
    const { rotations } = keys.server.services;
    const denied = (action: string) => ({
      code: "forbidden",
      facts: { details: [{ action, subject: "secret-rotations" }] },
    });
    const [viewer, developer, operator] = [actor("viewer"), actor("developer"), actor("operator")];
    expect((await rotations.get({ rotationId }, viewer)).secretRotation.id).toBe(rotationId);
    await expect(rotations.generatedCredentials({ rotationId }, developer)).rejects.toMatchObject(
      denied("read-generated-credentials"),
    );
    await expect(rotations.rotate({ rotationId, wait: true }, developer)).rejects.toMatchObject(
      denied("rotate-secrets"),
    );
    await expect(rotations.update({ rotationId, name: "mine" }, operator)).rejects.toMatchObject(
      denied("edit"),
    );
    await expect(rotations.forget({ rotationId, deleteSecrets: false }, operator)).rejects.toMatchObject(
      denied("delete"),
    );
    await expect(rotations.create(keys.input("theirs"), operator)).rejects.toMatchObject(denied("create"));
    expect((await rotations.generatedCredentials({ rotationId }, operator)).activeIndex).toBe(0);
    await rotations.rotate({ rotationId, wait: true }, operator);
    expect(await names()).not.toContain("theirs");
  });
});
