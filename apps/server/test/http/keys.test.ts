import { randomUUID } from "node:crypto";
import { keyFromEnvironment } from "@turnbolt/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memory } from "../fixtures/memory-plugin.ts";
import { type Rest, restOf } from "../support/rest.ts";
import { sharedDatabase } from "../support/shared-database.ts";

const text = (fill: number) => Buffer.alloc(32, fill).toString("base64");
const idOf = (key: string) => keyFromEnvironment(key).id;
const [old, later] = [text(7), text(8)];
const both = { key: old, newKey: later };

let database: Awaited<ReturnType<typeof sharedDatabase>>;

beforeAll(async () => {
  database = await sharedDatabase([memory]);
}, 60_000);
afterAll(() => database.stop());

const start = async (keys: { readonly key: string; readonly newKey?: string }) => {
  const { server, client } = await database.start("api", keys);
  return { rest: restOf(server.url ?? ""), client, server };
};
const statusAt = async (rest: Rest) => (await rest("GET", "/api/v2/keys")).body;
const rewrapAt = (rest: Rest, keyId: string) => rest("POST", "/api/v2/keys/rewrap", { body: { keyId } });

/** Writes a secret in a project of its own through one process, which makes a data key, and reads it through all. */
async function worksThrough(writer: Rest, readers: readonly Rest[]): Promise<void> {
  const name = `p-${randomUUID().slice(0, 8)}`;
  const { project } = (await writer("POST", "/api/v1/projects", { body: { projectName: name } })).body;
  const at = { projectId: project.id, environment: "dev", secretPath: "/" };
  const made = await writer("POST", "/api/v4/secrets/NAME", { body: { ...at, secretValue: `in ${name}` } });
  expect(made.status).toBe(200);
  for (const reader of readers) {
    const read = await reader("GET", "/api/v4/secrets/NAME", { query: at });
    expect(read.body).toMatchObject({ secret: { secretValue: `in ${name}` } });
  }
}

describe("a new key", () => {
  it("is refused while nobody here, or somebody else, does not have it", async () => {
    const [one, two] = [await start({ key: old }), await start(both)];
    expect(await statusAt(one.rest)).toEqual({ sealsWith: idOf(old), known: [idOf(old)], keyRewrap: null });
    const unknown = await rewrapAt(one.rest, idOf(later));
    expect(unknown).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("TURNBOLT_NEW_KEY") },
    });
    expect(await rewrapAt(two.rest, idOf(old))).toMatchObject({ status: 400 });
    const lacking = await rewrapAt(two.rest, idOf(later));
    expect(lacking).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining("1 running process") },
    });
    expect(await statusAt(two.rest)).toMatchObject({ sealsWith: idOf(old), keyRewrap: null });
    await database.endServers();
  });

  it("takes over while two processes work, and is needed alone afterwards", async () => {
    const [one, two] = [(await start(both)).rest, (await start({ key: later, newKey: old })).rest];
    const everywhere = [one, two];
    await worksThrough(one, everywhere);
    await worksThrough(two, everywhere);
    const begun = await rewrapAt(one, idOf(later));
    expect(begun).toMatchObject({ status: 200, body: { keyRewrap: { keyId: idOf(later), total: 2 } } });
    // The other process has not heard of it yet.
    await worksThrough(two, everywhere);
    await expect
      .poll(() => statusAt(two))
      .toMatchObject({
        sealsWith: idOf(later),
        keyRewrap: { done: 2, endedAt: expect.any(String), problem: null, requestedBy: "root-token" },
      });
    expect((await rewrapAt(two, idOf(later))).body.keyRewrap.id).toBe(begun.body.keyRewrap.id);
    await worksThrough(one, everywhere);
    expect(await database.sql`select distinct key_id from turnbolt.data_keys`).toEqual([
      { key_id: idOf(later) },
    ]);
    await database.endServers();
    await expect(start({ key: old })).rejects.toThrow(/Wrong key.*TURNBOLT_NEW_KEY/s);
    const alone = await start({ key: later });
    await worksThrough(alone.rest, [alone.rest]);
  });

  it("is taken up by whoever starts, where it was left", async () => {
    await database.endServers();
    await database.sql`
      insert into turnbolt.key_rewraps (id, key_id, requested_by, total) values (gen_random_uuid(), ${idOf(old)}, 'user:x', 1)`;
    await database.sql`update turnbolt.installation set key_id = ${idOf(old)}`;
    const { rest } = await start(both);
    await expect.poll(() => statusAt(rest)).toMatchObject({ keyRewrap: { endedAt: expect.any(String) } });
    expect(await database.sql`select distinct key_id from turnbolt.data_keys`).toEqual([
      { key_id: idOf(old) },
    ]);
    await worksThrough(rest, [rest]);
  });
});

it("no key is in a log line", () => {
  const log = database.lines.join("");
  for (const key of [old, later]) expect(log).not.toContain(key);
});
