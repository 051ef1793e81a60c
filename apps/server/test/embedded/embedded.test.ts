import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DataFolderInUse, type EmbeddedDatabase, startEmbedded } from "../../src/embedded/index.ts";
import { isRunning, postmasterOf, startWriter, watchersOf } from "./killed-process.ts";

const NOBODY = 65534;
let directory: string;
let started: EmbeddedDatabase[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "turnbolt-embedded-"));
  started = [];
});

afterEach(async () => {
  for (const database of started) await database.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(options: { log?: (message: string) => void } = {}) {
  const database = await startEmbedded({ directory, ...options });
  started.push(database);
  return database;
}

async function query(database: EmbeddedDatabase, text: string) {
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

describe("the embedded database", () => {
  it("keeps its data and its password over a stop and a start", async () => {
    const first = await start();
    await query(first, "create table kept as select 7 as n");
    await first.stop();
    const second = await start();
    expect(await query(second, "select n from kept")).toEqual([{ n: 7 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect(statSync(join(directory, "postgres", "password")).mode & 0o777).toBe(0o600);
  });

  it("lets nobody in without the password", async () => {
    const url = new URL((await start()).url);
    url.password = "guess";
    const sql = postgres(url.href, { max: 1 });
    await expect(sql`select 1`).rejects.toMatchObject({ code: "28P01" });
    await sql.end();
  });

  it("refuses a second start on the same folder and names the holder", async () => {
    await start();
    const second = startEmbedded({ directory });
    await expect(second).rejects.toThrow(DataFolderInUse);
    await expect(second).rejects.toThrow(`process ${process.pid}`);
    await expect(second).rejects.toThrow("TURNBOLT_DATA_DIR");
  });

  it("flushes every commit to the disk", async () => {
    const [row] = await query(await start(), "select current_setting('fsync') as fsync");
    expect(row).toEqual({ fsync: "on" });
  });

  it("keeps a failing statement and the values of a row out of its log", async () => {
    const database = await start();
    await query(database, "create table one (secret text primary key)");
    await query(database, "insert into one values ('canary-4711')");
    await expect(query(database, "insert into one values ('canary-4711')")).rejects.toThrow("duplicate key");
    const log = readFileSync(join(directory, "postgres", "server.log"), "utf8");
    expect(log).toContain("duplicate key");
    expect(log).not.toContain("canary-4711");
  });

  it("says so when the data is another PostgreSQL's", async () => {
    await (await start()).stop();
    writeFileSync(join(directory, "postgres", "data", "PG_VERSION"), "12\n");
    await expect(startEmbedded({ directory })).rejects.toThrow(/made by PostgreSQL 12.*brings 18/);
    await expect(startEmbedded({ directory }), "and the folder is free again").rejects.toThrow("made by");
  });

  it("says so when its server ends by itself", async () => {
    const database = await start();
    process.kill(postmasterOf(directory), "SIGTERM");
    await database.ended;
    await expect(query(database, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe.skipIf(process.platform !== "linux")("when the process is killed", () => {
  it("ends the server within a second, whatever the process died of", async () => {
    const writer = await startWriter(directory);
    const postmaster = postmasterOf(directory);
    await writer.kill();
    await vi.waitUntil(() => !isRunning(postmaster), { timeout: 1_000, interval: 10 });
  });

  it("waits for the server that is still stopping, and has every acknowledged row", async () => {
    const writer = await startWriter(directory);
    await writer.kill();
    const [row] = await query(await start(), "select count(*)::int as n from written");
    expect(row?.n).toBeGreaterThanOrEqual(writer.acknowledged());
  });

  it("recovers when the server is killed with the process", async () => {
    const writer = await startWriter(directory);
    for (const pid of watchersOf(postmasterOf(directory))) process.kill(pid, "SIGKILL");
    process.kill(postmasterOf(directory), "SIGKILL");
    await writer.kill();
    const [row] = await query(await start(), "select count(*)::int as n from written");
    expect(row?.n).toBeGreaterThanOrEqual(writer.acknowledged());
    expect(readFileSync(join(directory, "postgres", "server.log"), "utf8")).toContain("automatic recovery");
  });

  it("ends a server that lost its watchdog, and starts", async () => {
    const writer = await startWriter(directory);
    const postmaster = postmasterOf(directory);
    for (const pid of watchersOf(postmaster)) process.kill(pid, "SIGKILL");
    await writer.kill();
    expect(isRunning(postmaster)).toBe(true);
    const messages: string[] = [];
    const [row] = await query(
      await start({ log: (message) => messages.push(message) }),
      "select count(*)::int as n from written",
    );
    expect(row?.n).toBeGreaterThanOrEqual(writer.acknowledged());
    expect(messages.join()).toContain(`earlier start to stop (process ${postmaster})`);
  });

  it("is not deceived by a process number that belongs to another program now", async () => {
    await (await start()).stop();
    writeFileSync(join(directory, "postgres", "data", "postmaster.pid"), `${process.pid}\n/elsewhere\n`);
    expect(await query(await start(), "select 1 as n")).toEqual([{ n: 1 }]);
  });

  const canRead = spawnSync("test", ["-r", import.meta.filename], { uid: NOBODY }).status === 0;
  it.skipIf(process.getuid?.() !== 0 || !canRead)(
    "works for an ordinary user as it does for root",
    async () => {
      const { chownSync } = await import("node:fs");
      chownSync(directory, NOBODY, NOBODY);
      const writer = await startWriter(directory, NOBODY);
      expect(statSync(join(directory, "postgres", "data")).uid).toBe(NOBODY);
      const postmaster = postmasterOf(directory);
      await writer.kill();
      await vi.waitUntil(() => !isRunning(postmaster), { timeout: 1_000, interval: 10 });
    },
  );
});
