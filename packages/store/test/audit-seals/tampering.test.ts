import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Chain, startChain } from "./chain.ts";

let chain: Chain;

beforeAll(async () => {
  chain = await startChain();
}, 60_000);
afterAll(() => chain.stop());

const SEALS = 4;

/** Four seals of three rows each: 1–3, 4–6, 7–9, 10–12. */
beforeEach(async () => {
  await chain.tamper("truncate turnbolt.audit, turnbolt.audit_seals restart identity");
  for (let seal = 1; seal <= SEALS; seal++) {
    await chain.write(`first of ${seal}`, `second of ${seal}`, `third of ${seal}`);
    await chain.seal();
  }
  expect(await chain.verify()).toMatchObject({ seals: SEALS, rows: 12, broken: null });
});
afterEach(() => expect(chain.sql`select 1`).resolves.toHaveLength(1));

const AUDIT = "turnbolt.audit";
const SEALED = "turnbolt.audit_seals";
const put = (id: number) =>
  `insert into ${AUDIT} (id, kind, message, data) values (${id}, 'x.y', 'put in', '{}')`;
const swap = (one: number, other: number) => `
  update ${SEALED} set sequence = -1 where sequence = ${one};
  update ${SEALED} set sequence = ${one} where sequence = ${other};
  update ${SEALED} set sequence = ${other} where sequence = -1`;

describe("the first broken place is found and named", () => {
  it.each<[string, string, object]>([
    [
      "a row that was changed",
      `update ${AUDIT} set message = 'another' where id = 5`,
      { what: "row-changed", seal: 2, row: 5 },
    ],
    [
      "a row whose data were changed",
      `update ${AUDIT} set data = '{"a":1}' where id = 12`,
      { what: "row-changed", seal: 4, row: 12 },
    ],
    [
      "two rows that changed their contents",
      `update ${AUDIT} a set message = b.message from ${AUDIT} b where (a.id, b.id) in ((8, 9), (9, 8))`,
      { what: "row-changed", seal: 3, row: 8 },
    ],
    ["a row that was removed", `delete from ${AUDIT} where id = 6`, { what: "row-removed", seal: 2, row: 6 }],
    [
      "the first row that was removed",
      `delete from ${AUDIT} where id = 1`,
      { what: "row-removed", seal: 1, row: 1 },
    ],
    [
      "the last row that was removed",
      `delete from ${AUDIT} where id = 12`,
      { what: "row-removed", seal: 4, row: 12 },
    ],
    ["all rows that were removed", `delete from ${AUDIT}`, { what: "row-removed", seal: 1, row: 1 }],
    [
      "a row that was given another number",
      `update ${AUDIT} set id = 1000 where id = 4`,
      { what: "row-removed", seal: 2, row: 4 },
    ],
    [
      "a row that was put in where a number was free",
      // The number 13 is given to nobody, as after a transaction that was rolled back.
      `select nextval('turnbolt.audit_id_seq'); ${put(14)}; select setval('turnbolt.audit_id_seq', 14)`,
      { what: "row-added", seal: 5, row: 13 },
    ],
    ["a row that was put in before the first", put(-7), { what: "row-added", seal: 1, row: -7 }],
    [
      "the earlier one of two places",
      `update ${AUDIT} set message = 'another' where id in (5, 11)`,
      { what: "row-changed", seal: 2, row: 5 },
    ],
    [
      "a row that was changed in the table and in the seal's list",
      `update ${AUDIT} set message = 'another' where id = 7;
       update ${SEALED} set rows = set_byte(rows, 20, 0) where sequence = 3`,
      { what: "seal-changed", seal: 3, row: null },
    ],
    [
      "a seal of which a figure was changed",
      `update ${SEALED} set count = 2 where sequence = 2`,
      { what: "seal-changed", seal: 2 },
    ],
    [
      "a seal that names another one before it",
      `update ${SEALED} set previous = sha256(previous) where sequence = 3`,
      { what: "seal-changed", seal: 3 },
    ],
    [
      "a seal whose time was changed",
      `update ${SEALED} set sealed_at = sealed_at - interval '1 ms' where sequence = 4`,
      { what: "seal-changed", seal: 4 },
    ],
    [
      "a seal that was removed",
      `delete from ${SEALED} where sequence = 2`,
      { what: "seal-removed", seal: 2 },
    ],
    [
      "the first seal that was removed",
      `delete from ${SEALED} where sequence = 1`,
      { what: "seal-removed", seal: 1 },
    ],
    [
      "a seal that was removed with its rows, and the others moved up",
      `delete from ${AUDIT} where id between 4 and 6; delete from ${SEALED} where sequence = 2;
       update ${SEALED} set sequence = 2 where sequence = 3; update ${SEALED} set sequence = 3 where sequence = 4`,
      { what: "seal-removed", seal: 2 },
    ],
    [
      "seals that changed places",
      swap(2, 3),
      { what: "seal-moved", seal: 2, message: "seal 2 was moved: it stands at 3" },
    ],
    [
      "a seal that was moved to the end",
      `update ${SEALED} set sequence = 9 where sequence = 3`,
      { what: "seal-moved", seal: 3 },
    ],
    [
      "a data key that a seal names and that is gone",
      `update ${SEALED} set key_id = gen_random_uuid() where sequence = 4`,
      { what: "key-missing", seal: 4 },
    ],
  ])("%s", async (_, statement, place) => {
    await chain.tamper(statement);
    if (statement.includes("nextval")) {
      await chain.seal();
      await chain.tamper(put(13));
    }
    expect((await chain.verify()).broken).toMatchObject(place);
  });

  it("a seal by somebody who has the database and not the key", async () => {
    // Everything as a sealer does it, with a key of one's own.
    await chain.tamper(`update ${AUDIT} set message = 'another' where id = 11`);
    await chain.tamper(`delete from ${SEALED} where sequence = 4`);
    const forger = { deriveNamed: async () => ({ keyId: await keyId(), key: new Uint8Array(32) }) };
    const { sealAudit } = await import("../../src/index.ts");
    expect((await sealAudit(chain.database, forger)).head?.sequence).toBe(4);
    expect((await chain.verify()).broken).toMatchObject({ what: "seal-changed", seal: 4 });
  });
});

describe("an end that was cut off", () => {
  const cut = `delete from ${AUDIT} where id > 6; delete from ${SEALED} where sequence > 2`;
  const headNow = async () => (await chain.verify()).head ?? { sequence: 0, seal: "" };

  it("cannot be seen in what is left, and is by who noted the head", async () => {
    const noted = await headNow();
    await chain.tamper(cut);
    expect((await chain.verify()).broken).toBeNull();
    expect((await chain.verify(noted)).broken).toMatchObject({ what: "cut-off", seal: 3 });
  });

  it("is seen by who noted the head also when the chain has grown again", async () => {
    const noted = await headNow();
    await chain.tamper(cut);
    for (const message of ["a", "b", "c"]) {
      await chain.write(message);
      await chain.seal();
    }
    expect((await chain.verify()).broken).toBeNull();
    expect((await chain.verify(noted)).broken).toMatchObject({ what: "other-chain", seal: 4 });
  });

  it("is no complaint where the noted head is still in the chain", async () => {
    const noted = await headNow();
    await chain.write("more");
    await chain.seal();
    expect((await chain.verify(noted)).broken).toBeNull();
  });

  it("is seen where the chain is gone altogether", async () => {
    const noted = await headNow();
    await chain.tamper(`truncate ${SEALED}`);
    expect(await chain.verify(noted)).toMatchObject({ head: null, broken: { what: "cut-off", seal: 1 } });
  });
});

const keyId = async (): Promise<string> =>
  String((await chain.sql`select key_id from turnbolt.audit_seals limit 1`)[0]?.key_id);
