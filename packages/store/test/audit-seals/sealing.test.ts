import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { settledUpTo } from "../../src/audit/settled.ts";
import { createCipher, isStoreError, openDatabase, sealAudit, verifyAudit } from "../../src/index.ts";
import { aKey, rewrapDataKeys } from "../support.ts";
import { type Chain, startChain } from "./chain.ts";

let chain: Chain;

beforeAll(async () => {
  chain = await startChain();
}, 60_000);
afterAll(() => chain.stop());
beforeEach(() => chain.tamper("truncate turnbolt.audit, turnbolt.audit_seals restart identity"));

/** Every row there is, sealed once and in order, and nothing wrong with any. */
async function expectAllSealedOnce(): Promise<void> {
  expect((await chain.sealed()).flat()).toEqual(await chain.ids());
  expect((await chain.verify()).broken).toBeNull();
}

/** A transaction that ends when it is told to, and with its test: what it holds would hold up the next one. */
async function begun(how = "begin") {
  const connection = await chain.sql.reserve();
  await connection.unsafe(how);
  let isOpen = true;
  const end = async (how: "commit" | "rollback") => {
    if (!isOpen) return;
    isOpen = false;
    await connection.unsafe(how);
    connection.release();
  };
  onTestFinished(() => end("rollback"));
  return { connection, end };
}

/** One that has taken an id. */
async function writer(message: string) {
  const { connection, end } = await begun();
  await connection`insert into turnbolt.audit (kind, message, data) values ('test.late', ${message}, '{}')`;
  return { end };
}

describe("the sealer", () => {
  it("seals what is there in portions, and nothing twice", async () => {
    await chain.sql`insert into turnbolt.audit (kind, message, data)
      select 'test.written', 'number ' || n, '{}' from generate_series(1, 2500) n`;
    expect(await chain.seal()).toMatchObject({ rows: 2_500, head: { sequence: 3 } });
    expect((await chain.sealed()).map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(await chain.seal()).toEqual({ rows: 0, head: null });
    await expectAllSealedOnce();
  });

  it("leaves no row out that is committed after rows with higher ids", async () => {
    const late = await writer("late");
    await chain.write("early");
    // The late one has id 1 and cannot be seen; the early one has id 2 and can.
    expect(await chain.ids()).toEqual([2]);
    expect(await settledUpTo(chain.database, 100)).toBeNull();
    const sealing = chain.seal();
    await chain.write("while it waits");
    await late.end("commit");
    await sealing;
    expect((await chain.sealed()).flat().slice(0, 2)).toEqual([1, 2]);
    await chain.seal();
    await expectAllSealedOnce();
  });

  it("waits neither for readers nor for who takes an id later", async () => {
    const { connection } = await begun("begin isolation level repeatable read");
    await connection`select count(*) from turnbolt.audit`;
    await chain.write("a");
    expect(await settledUpTo(chain.database, 0)).toBe(1);
  });

  it("goes on where a row was taken back", async () => {
    const gone = await writer("gone");
    await chain.write("a");
    await gone.end("rollback");
    await chain.seal();
    expect(await chain.sealed()).toEqual([[2]]);
    await expectAllSealedOnce();
  });

  it("seals every row once while many write and commit in any order, and several seal", async () => {
    const others = [
      openDatabase({ url: chain.target.url, max: 2 }),
      openDatabase({ url: chain.target.url, max: 2 }),
    ];
    const writers = openDatabase({ url: chain.target.url, max: 10 });
    const WRITERS = 8;
    const EACH = 40;
    let writing = WRITERS;
    const write = async (name: number) => {
      for (let turn = 0; turn < EACH; turn++) {
        await writers.client
          .begin(async (tx) => {
            await tx`insert into turnbolt.audit (kind, message, data) values ('test.written', ${`${name} ${turn}`}, '{}')`;
            // Some stay longer than others, so that they end in another order than they began.
            await tx`select pg_sleep(${((name * 7 + turn * 3) % 10) / 1_000})`;
            if ((name + turn) % 9 === 0) throw new Error("taken back");
          })
          .catch((error: Error) => expect(error.message).toBe("taken back"));
      }
      writing--;
    };
    const seal = async (database: (typeof others)[number]) => {
      while (writing > 0) await sealAudit(database, chain.cipher);
    };
    await Promise.all([
      ...Array.from({ length: WRITERS }, (_, name) => write(name)),
      ...[chain.database, ...others].map(seal),
    ]);
    const before = await chain.sealed();
    expect(before.length).toBeGreaterThan(3);
    await chain.seal();
    await expectAllSealedOnce();
    await Promise.all([...others, writers].map((database) => database.close()));
  }, 60_000);

  it("that is killed between the rows and the seal has sealed nothing, and the next one seals all", async () => {
    await chain.write("a", "b");
    const held = await begun();
    await held.connection`lock table turnbolt.audit_seals in exclusive mode`;
    const other = openDatabase({ url: chain.target.url, max: 2 });
    const killed = expect(sealAudit(other, chain.cipher)).rejects.toSatisfy(isStoreError);
    const waits = async () =>
      await chain.sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into "turnbolt"."audit_seals"%'`;
    await expect.poll(async () => (await waits()).length, { interval: 20, timeout: 10_000 }).toBe(1);
    await chain.sql`select pg_terminate_backend(${(await waits())[0]?.pid})`;
    await killed;
    await held.end("rollback");
    await other.close();
    expect(await chain.sealed()).toEqual([]);
    await chain.seal();
    await expectAllSealedOnce();
  }, 30_000);

  it("leaves the turn to the one that has it", async () => {
    await chain.write("a");
    const held = await begun();
    await held.connection`select pg_advisory_xact_lock(7801200333)`;
    expect(await chain.seal()).toEqual({ rows: 0, head: null });
    await held.end("rollback");
    expect((await chain.seal()).rows).toBe(1);
  });
});

describe("a seal", () => {
  it("is over every column of the audit", async () => {
    const columns = await chain.sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = 'turnbolt.audit'::regclass and attnum > 0 and not attisdropped order by attnum`;
    await chain.write("a");
    await chain.seal();
    const seen: string[] = [];
    for (const { name } of columns) {
      const other: Record<string, string> = {
        id: "id + 1000",
        at: "at + interval '1 ms'",
        data: `'{"a":1}'`,
        actor: "'user:x'",
        address: "'::1'",
        request_id: "'r'",
        kind: "'x.y'",
        message: "'x'",
      };
      const was = await chain.sql`select ${chain.sql(name)}::text as was from turnbolt.audit`;
      await chain.tamper(`update turnbolt.audit set ${name} = ${other[name] ?? "gen_random_uuid()"}`);
      if ((await chain.verify()).broken) seen.push(name);
      const [{ was: before }] = was as unknown as [{ was: string | null }];
      await chain.tamper(`update turnbolt.audit set ${name} = ${before === null ? "null" : `'${before}'`}`);
      expect((await chain.verify()).broken).toBeNull();
    }
    expect(seen).toEqual(columns.map(({ name }) => name));
  });

  it("holds whatever the settings of a session are", async () => {
    await chain.write('ünï ☂ "quoted" \\ \n');
    await chain.seal();
    const [{ name }] = (await chain.sql`select current_database() as name`) as unknown as [{ name: string }];
    for (const setting of [
      "timezone to 'Asia/Tokyo'",
      "datestyle to 'German'",
      "intervalstyle to 'iso_8601'",
    ])
      await chain.sql.unsafe(`alter database "${name}" set ${setting}`);
    const other = openDatabase({ url: chain.target.url, max: 2 });
    expect((await verifyAudit(other, chain.cipher)).broken).toBeNull();
    await chain.sql.unsafe(`alter database "${name}" reset all`);
    await other.close();
  });

  it("holds after the data keys were wrapped with another key, and is gone on with", async () => {
    await chain.write("before");
    await chain.seal();
    await rewrapDataKeys(chain.database, [aKey(2), aKey(1)]);
    const cipher = await createCipher({ database: chain.database, keyring: [aKey(2)] });
    await chain.write("after");
    await sealAudit(chain.database, cipher);
    expect(await verifyAudit(chain.database, cipher)).toMatchObject({ seals: 2, broken: null });
    expect((await chain.sealed()).flat()).toEqual(await chain.ids());
    await rewrapDataKeys(chain.database, [aKey(1), aKey(2)]);
  });

  it("is never changed or deleted, as a row of the audit is not", async () => {
    await chain.write("a");
    await chain.seal();
    for (const statement of [
      "update turnbolt.audit_seals set count = 5",
      "delete from turnbolt.audit_seals",
      "truncate turnbolt.audit_seals",
    ])
      await expect(chain.sql.unsafe(statement)).rejects.toMatchObject({ code: "TB003" });
  });
});
