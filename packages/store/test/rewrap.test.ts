import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Binding } from "@turnbolt/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  beginRewrap,
  continueRewrap,
  createCipher,
  type Keyring,
  noteHolder,
  readKeyStatus,
  removeHolder,
  type StoreCipher,
} from "../src/index.ts";
import { aKey, by, type Store, startStore } from "./support.ts";

const PROJECTS = 60;
const [OLD, NEW] = [aKey(1), aKey(2)];
let store: Store;
let values: { readonly binding: Binding; readonly sealed: Uint8Array }[];
/** Two processes that run all the time; each has both keys. */
let running: StoreCipher[];

const cipherWith = (...keyring: Keyring) => createCipher({ database: store.database, keyring });

beforeAll(async () => {
  store = await startStore();
  await store.sql`
    insert into turnbolt.projects (id, name, slug)
    select gen_random_uuid(), 'p' || n, 'p' || n from generate_series(1, ${PROJECTS - 1}) n`;
}, 60_000);
afterAll(() => store.stop());
beforeEach(async () => {
  await store.sql`delete from turnbolt.data_keys`;
  await store.sql`delete from turnbolt.key_rewraps`;
  await store.sql`delete from turnbolt.key_holders`;
  await store.sql`update turnbolt.installation set key_id = null`;
  running = [await cipherWith(OLD, NEW), await cipherWith(NEW, OLD)];
  const projects = await store.sql`select id from turnbolt.projects`;
  values = await Promise.all(
    projects.map(async ({ id }) => {
      const binding = { projectId: String(id), ownerId: randomUUID(), version: 1, field: "f", subject: "s" };
      return { binding, sealed: await (running[0] as StoreCipher).seal(binding, `value of ${id}`) };
    }),
  );
});

/** Everything that was sealed, opened by those who run and by those who start now. */
async function opensEverywhere(...rings: readonly Keyring[]): Promise<void> {
  const started = await Promise.all(rings.map((ring) => cipherWith(...ring)));
  for (const cipher of [...running, ...started]) {
    const opened = await Promise.all(values.map(({ binding, sealed }) => cipher.open(binding, sealed)));
    expect(opened).toEqual(values.map(({ binding }) => `value of ${binding.projectId}`));
  }
}

const BOTH: readonly Keyring[] = [
  [OLD, NEW],
  [NEW, OLD],
];
const begin = () => beginRewrap(store.database, NEW.id, by("user:root"));
const status = async () => (await readKeyStatus(store.database)).rewrap;
const namedBy = async (id: string) =>
  Number((await store.sql`select count(*) from turnbolt.data_keys where key_id = ${id}`)[0]?.count);
const audited = () => store.sql`
  select kind, actor, data from turnbolt.audit where kind like 'key.%' order by id desc limit 2`;

describe("a re-wrap", () => {
  it("goes on in steps; between them everything opens, everywhere, and one can stop and go on", async () => {
    const { rewrap } = await begin();
    expect(rewrap).toMatchObject({ keyId: NEW.id, total: PROJECTS, done: 0, endedAt: null });
    const done: number[] = [];
    while ((await status())?.endedAt === null) {
      let steps = 0;
      await continueRewrap(store.database, [OLD, NEW], () => steps++ > 0);
      const now = await status();
      done.push(now?.done ?? -1);
      expect(await namedBy(NEW.id)).toBe(now?.done);
      await opensEverywhere(...BOTH);
      if (done.length > PROJECTS) throw new Error("it never ends");
    }
    expect(done).toContain(25);
    expect(done.at(-1)).toBe(PROJECTS);
    await opensEverywhere([NEW]);
    const data = { keyId: NEW.id, dataKeys: PROJECTS };
    expect(await audited()).toEqual([
      { kind: "key.rewrapped", actor: "user:root", data },
      { kind: "key.replaced", actor: "user:root", data },
    ]);
  });

  it("is one, whoever asks and however often, and is done once by any number of processes", async () => {
    const begun = await Promise.all([begin(), begin(), begin()]);
    expect(new Set(begun.map(({ rewrap }) => rewrap?.id)).size).toBe(1);
    expect((await beginRewrap(store.database, OLD.id, by("user:other"))).rewrap?.keyId).toBe(NEW.id);
    await Promise.all(BOTH.map((ring) => continueRewrap(store.database, ring)));
    await continueRewrap(store.database, [OLD, NEW]);
    expect(await status()).toMatchObject({ done: PROJECTS, endedAt: expect.any(Date) });
    await continueRewrap(store.database, [OLD, NEW]);
    expect((await audited()).map(({ kind }) => kind)).toEqual(["key.rewrapped", "key.replaced"]);
  });

  it("waits for the key that is missing, says which, and goes on where somebody has it", async () => {
    await begin();
    await expect(continueRewrap(store.database, [NEW])).rejects.toMatchObject({ code: "key-mismatch" });
    expect(await status()).toMatchObject({
      done: 0,
      endedAt: null,
      problem: expect.stringContaining(OLD.id),
    });
    await opensEverywhere(...BOTH);
    await continueRewrap(store.database, [NEW, OLD]);
    expect(await status()).toMatchObject({ done: PROJECTS, problem: null });
  });

  it("goes back to the old key in the same way", async () => {
    await begin();
    await continueRewrap(store.database, [OLD, NEW]);
    await beginRewrap(store.database, OLD.id, by("user:root"));
    await continueRewrap(store.database, [OLD, NEW]);
    await opensEverywhere([OLD]);
  });

  it("does not begin while a process works here that lacks the key", async () => {
    await noteHolder(store.database, "with", [OLD, NEW]);
    await noteHolder(store.database, "without", [OLD]);
    expect(await begin()).toEqual({ rewrap: null, lacking: 1 });
    expect(await readKeyStatus(store.database)).toEqual({ sealsWith: OLD.id, rewrap: null });
    await removeHolder(store.database, "without");
    expect((await begin()).lacking).toBe(0);
  });
});

describe("a process that is killed", () => {
  /** Runs until it is about to wrap its so-manieth key, and is then no more; gives whether it came to its end. */
  async function killedAt(count: number): Promise<boolean> {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, "rewrapping-process.ts"), store.target.url],
      {
        stdio: ["pipe", "pipe", "inherit"],
      },
    );
    const exited = once(child, "exit");
    let seen = 0;
    let ended = false;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === "ended") ended = true;
      else if (++seen === count) child.kill("SIGKILL");
      else child.stdin.write("go\n");
    }
    await exited;
    return ended;
  }

  it("leaves every value readable wherever it was, and another goes on from there", async () => {
    await begin();
    const reached: number[] = [];
    for (const count of [1, 13, 26, 27]) {
      expect(await killedAt(count)).toBe(false);
      reached.push((await status())?.done ?? -1);
      expect(await namedBy(NEW.id)).toBe(reached.at(-1));
      await opensEverywhere(...BOTH);
    }
    expect(reached).toEqual([0, 0, 25, 50]);
    expect(await killedAt(PROJECTS)).toBe(true);
    expect(await status()).toMatchObject({ done: PROJECTS, endedAt: expect.any(Date) });
    await opensEverywhere([NEW]);
  }, 60_000);
});
