import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import type { Binding } from "@turnbolt/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createCipher, type KeyService, type StoreCipher } from "../src/index.ts";
import { aKey, rewrapDataKeys, type Store, startStore } from "./support.ts";

let store: Store;
let cipher: StoreCipher;
let binding: Binding;

beforeAll(async () => {
  store = await startStore();
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from turnbolt.data_keys`;
  await store.sql`update turnbolt.installation set key_id = null`;
  cipher = await createCipher({ database: store.database, keyring: [aKey(1)] });
  binding = {
    projectId: store.place.projectId,
    ownerId: randomUUID(),
    version: 3,
    field: "password",
    subject: "db.test/app",
  };
});

const CANARY = "canary-value-Zk9!";

describe("a sealed value", () => {
  it.each(["", "x", CANARY, "ünïcödé 🔑", "a".repeat(100_000)])(
    "opens where it belongs (%#)",
    async (value) => {
      expect(await cipher.open(binding, await cipher.seal(binding, value))).toBe(value);
    },
  );

  it.each([
    { projectId: null },
    { ownerId: randomUUID() },
    { version: 4 },
    { field: "passwor" },
    { subject: "db.test/app2" },
    { field: "passworddb.test/", subject: "app" },
  ] satisfies Partial<Binding>[])("opens nowhere else: %o", async (other) => {
    const sealed = await cipher.seal(binding, CANARY);
    await expect(cipher.open({ ...binding, ...other }, sealed)).rejects.toMatchObject({ code: "unopenable" });
  });

  it("does not open when any of its bytes is changed or missing", async () => {
    const sealed = await cipher.seal(binding, "short");
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.with(at, (sealed[at] ?? 0) ^ 1);
      await expect(cipher.open(binding, changed), `byte ${at}`).rejects.toMatchObject({
        name: "CipherError",
      });
      await expect(cipher.open(binding, sealed.slice(0, at))).rejects.toMatchObject({ name: "CipherError" });
    }
  });

  it("looks different each time", async () => {
    const sealed = await Promise.all([1, 2].map(() => cipher.seal(binding, CANARY)));
    expect(Buffer.from(sealed[0] ?? []).equals(Buffer.from(sealed[1] ?? []))).toBe(false);
  });

  it("is not quoted by the error of a value that does not open", async () => {
    const sealed = await cipher.seal(binding, CANARY);
    const error: unknown = await cipher.open({ ...binding, version: 9 }, sealed).catch((caught) => caught);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain("canary");
  });
});

describe("data keys", () => {
  const rows = () => store.sql`select project_id, key_id from turnbolt.data_keys`;

  it("are one for a project, whoever is first", async () => {
    const ciphers = await Promise.all(
      [1, 2, 3].map(() => createCipher({ database: store.database, keyring: [aKey(1)] })),
    );
    const sealed = await Promise.all(ciphers.map((each) => each.seal(binding, CANARY)));
    for (const value of sealed) expect(await cipher.open(binding, value)).toBe(CANARY);
    expect(await rows()).toEqual([{ project_id: binding.projectId, key_id: aKey(1).id }]);
  });

  it("of different projects do not open each other's values", async () => {
    const nobodys = { ...binding, projectId: null };
    await cipher.seal(nobodys, CANARY);
    await cipher.seal(binding, CANARY);
    expect(await rows()).toHaveLength(2);
  });

  it("name the key that they want and the one that was given, when it is another", async () => {
    await cipher.seal(binding, CANARY);
    const other = createCipher({ database: store.database, keyring: [aKey(2)] });
    await expect(other).rejects.toMatchObject({
      code: "key-mismatch",
      message: expect.stringMatching(new RegExp(`${aKey(1).id}.*${aKey(2).id}`)),
    });
  });

  it("do not open with a key that only claims to be the right one", async () => {
    await cipher.seal(binding, CANARY);
    const liar = { ...aKey(2), id: aKey(1).id };
    await expect(createCipher({ database: store.database, keyring: [liar] })).rejects.toMatchObject({
      code: "key-mismatch",
    });
  });
});

describe("a new key-encryption key", () => {
  it("opens what the old one sealed, without touching a value", async () => {
    const sealed = await cipher.seal(binding, CANARY);
    await rewrapDataKeys(store.database, [aKey(2), aKey(1)]);
    const later = await createCipher({ database: store.database, keyring: [aKey(2)] });
    expect(await later.open(binding, sealed)).toBe(CANARY);
    expect(await store.sql`select key_id from turnbolt.data_keys`).toEqual([{ key_id: aKey(2).id }]);
  });

  it("makes a process with the old keyring refuse to seal, at the latest when it makes a data key", async () => {
    const sealed = await cipher.seal(binding, CANARY);
    await rewrapDataKeys(store.database, [aKey(2), aKey(1)]);
    const elsewhere = { ...binding, projectId: null };
    await expect(cipher.seal(elsewhere, CANARY)).rejects.toMatchObject({ name: "CipherError" });
    expect(await store.sql`select key_id from turnbolt.data_keys`).toEqual([{ key_id: aKey(2).id }]);
    expect(await cipher.open(binding, sealed)).toBe(CANARY);
  });

  it("makes it refuse under a data key it knows as well, once it has looked, and lets it read on", async () => {
    const sealed = await cipher.seal(binding, CANARY);
    await rewrapDataKeys(store.database, [aKey(2), aKey(1)]);
    await expect(cipher.refresh()).rejects.toMatchObject({ code: "key-mismatch" });
    await expect(cipher.seal(binding, CANARY)).rejects.toMatchObject({ code: "stale-keyring" });
    expect(await cipher.open(binding, sealed)).toBe(CANARY);
  });

  it("wins against a data key that is being made under the old one", async () => {
    const old = aKey(1);
    const slow: KeyService = {
      ...old,
      wrap: async (dataKey) => {
        await rewrapDataKeys(store.database, [aKey(2), aKey(1)]);
        return old.wrap(dataKey);
      },
    };
    const overtaken = await createCipher({ database: store.database, keyring: [slow] });
    await expect(overtaken.seal(binding, CANARY)).rejects.toMatchObject({ name: "CipherError" });
    expect(await store.sql`select from turnbolt.data_keys`).toHaveLength(0);
  });

  it("wraps nothing until it has taken over, whichever place it has in the keyring", async () => {
    await cipher.seal(binding, CANARY);
    const early = await createCipher({ database: store.database, keyring: [aKey(2), aKey(1)] });
    const elsewhere = { ...binding, projectId: null };
    const sealed = await early.seal(elsewhere, CANARY);
    expect(await store.sql`select distinct key_id from turnbolt.data_keys`).toEqual([{ key_id: aKey(1).id }]);
    expect(await cipher.open(elsewhere, sealed)).toBe(CANARY);
  });

  it("makes the data key of a process that has both and has not heard of it yet", async () => {
    const both = await createCipher({ database: store.database, keyring: [aKey(1), aKey(2)] });
    await rewrapDataKeys(store.database, [aKey(2), aKey(1)]);
    const sealed = await both.seal(binding, CANARY);
    expect(await store.sql`select key_id from turnbolt.data_keys`).toEqual([{ key_id: aKey(2).id }]);
    expect(await both.open(binding, sealed)).toBe(CANARY);
  });
});

describe("what is derived", () => {
  it("is the same in every process and under every key that wraps, and another for every purpose", async () => {
    const other = await createCipher({ database: store.database, keyring: [aKey(1)] });
    const [first, again] = await Promise.all([cipher.derive("cookies"), other.derive("cookies")]);
    expect(first).toHaveLength(32);
    expect(again).toEqual(first);
    expect(await cipher.derive("other")).not.toEqual(first);
    await rewrapDataKeys(store.database, [aKey(2), aKey(1)]);
    const later = await createCipher({ database: store.database, keyring: [aKey(2)] });
    expect(await later.derive("cookies")).toEqual(first);
    expect(await cipher.derive("cookies")).toEqual(first);
  });
});
