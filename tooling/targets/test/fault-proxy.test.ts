import { once } from "node:events";
import { createConnection } from "node:net";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FaultProxy, faultProxy, type PostgresTarget, postgresTarget } from "../src/index.ts";

let target: PostgresTarget;
let proxy: FaultProxy;

beforeAll(async () => {
  target = await postgresTarget().start();
  const sql = postgres(target.url, { max: 1 });
  await sql`create table marks (name text)`;
  await sql.end();
});
afterAll(() => target.stop());

beforeEach(async () => {
  proxy = await faultProxy({ to: target.admin });
  return () => proxy.stop();
});

function connect() {
  const { username, password, database } = target.admin;
  const { host, port } = proxy;
  return postgres({
    host,
    port,
    username,
    password,
    database,
    max: 1,
    fetch_types: false,
    connect_timeout: 2,
  });
}

async function held(name: string) {
  const sql = postgres(target.url, { max: 1 });
  const rows = await sql`select from marks where name = ${name}`;
  await sql.end();
  return rows.length === 1;
}

describe("the fault proxy", () => {
  it("passes everything on and counts the requests that waited for an answer", async () => {
    const sql = connect();
    await sql.unsafe("select 1");
    proxy.stats.reset();
    for (let n = 0; n < 5; n++) await sql.unsafe("select 1");
    expect(proxy.stats.roundTrips).toBe(5);
    proxy.stats.reset();
    await Promise.all([sql.unsafe("select 1"), sql.unsafe("select 2")]);
    expect(proxy.stats.roundTrips, "two in one go wait once or twice").toBeLessThanOrEqual(2);
    await sql.end();
  });

  it("counts what was sent in one go as one, once answers travel", async () => {
    const far = await faultProxy({ to: target.admin, answersTravelMs: 30 });
    const { username, password, database } = target.admin;
    const sql = postgres({ ...far, username, password, database, max: 1, fetch_types: false });
    await sql.unsafe("select 1");
    far.stats.reset();
    await Promise.all(Array.from({ length: 5 }, (_, n) => sql.unsafe(`select ${n}`)));
    expect(far.stats.roundTrips).toBe(1);
    await sql.end();
    await far.stop();
  });

  it("keeps a lost request from the server", async () => {
    const sql = connect();
    await sql.unsafe("select 1");
    proxy.loseRequest((request) => request.includes("insert"));
    await expect(sql.unsafe("insert into marks values ('request')")).rejects.toThrow();
    expect(await held("request")).toBe(false);
    await sql.end({ timeout: 0 });
  });

  it("lets the server do what it was asked and loses the answer, once", async () => {
    const sql = connect();
    await sql.unsafe("select 1");
    proxy.loseAnswer((request) => request.includes("insert"));
    await expect(sql.unsafe("insert into marks values ('answer')")).rejects.toThrow();
    expect(await held("answer")).toBe(true);
    expect(proxy.stats.lost).toBe(1);
    await sql.unsafe("insert into marks values ('afterwards')");
    expect(await held("afterwards")).toBe(true);
    await sql.end();
  });

  it("drops what is open, and refuses what is new while it is told to", async () => {
    const sql = connect();
    await sql.unsafe("select 1");
    proxy.refuse(true);
    await sql.unsafe("select 1");
    proxy.dropAll();
    await expect(sql.unsafe("select 1")).rejects.toThrow();
    proxy.refuse(false);
    expect(await sql.unsafe("select 1 as n")).toEqual([{ n: 1 }]);
    await sql.end();
  });

  it("cuts a connection after so many bytes of the client's", async () => {
    proxy.cutAfter(20);
    const client = createConnection({ host: proxy.host, port: proxy.port });
    client.write(sslRequest);
    expect((await once(client, "data"))[0].toString()).toBe("N");
    client.write(Buffer.alloc(13));
    await once(client, "close");
    expect(proxy.stats.lost).toBe(1);
    proxy.cutAfter();
    const sql = connect();
    expect(await sql.unsafe("select 1 as n")).toEqual([{ n: 1 }]);
    await sql.end();
  });
});

// Eight bytes that PostgreSQL answers with a single letter.
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
