import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "@turnbolt/api";
import { postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { runningEmbedded } from "../../src/embedded/index.ts";
import { endProcesses, newFolder, removeFolders, startProcess } from "./turnbolt-process.ts";

afterEach(endProcesses);
afterAll(removeFolders);

const HEAD = /[1-9]\d*:[0-9a-f]{64}/;

async function started(environment: Record<string, string>) {
  const server = startProcess(environment, "--no-sandbox");
  const url = (await server.printed(/http:\/\/[\d.:]+/)).trim();
  await server.printed("Database");
  const authorization = `Bearer ${readFileSync(join(environment.TURNBOLT_DATA_DIR ?? "", "root-token"), "utf8").trim()}`;
  const client = createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization } })],
  });
  const stop = async () => {
    server.signal("SIGINT");
    expect(await server.exitCode).toBe(0);
  };
  return { client, stop };
}

async function audit(environment: Record<string, string>, ...args: string[]) {
  const command = startProcess(environment, "audit", ...args);
  const code = await command.exitCode;
  return { code, text: command.output() };
}

/** What a superuser can do: no trigger fires. */
async function tamper(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statement);
  });
  await sql.end();
}

describe("turnbolt audit verify, on the embedded database", () => {
  it("works beside a server that runs, and without one; names what was changed; knows an end that was cut off", async () => {
    const folder = newFolder();
    const environment = { TURNBOLT_DATA_DIR: folder };
    const first = await started(environment);
    await first.client.projects.create.mutate({ projectName: "Shop" });
    expect(await audit(environment, "verify")).toMatchObject({ code: 0 });
    await first.stop();

    // It was sealed to its end when the server stopped.
    const head = (await audit(environment, "head")).text.trim();
    expect(head).toMatch(HEAD);
    expect(readFileSync(join(folder, "audit-head"), "utf8")).toContain(head);
    const whole = await audit(environment, "verify", "--head", head);
    expect(whole).toMatchObject({ code: 0, text: expect.stringContaining("The audit is whole") });
    expect(whole.text).toContain(head);

    const second = await started(environment);
    const url = await runningEmbedded(folder);
    await tamper(url, "update turnbolt.audit set actor = 'user:nobody' where kind = 'project.created'");
    const changed = await audit(environment, "verify", "--json");
    expect(changed.code).toBe(2);
    expect(JSON.parse(changed.text)).toMatchObject({
      isWhole: false,
      broken: { what: "row-changed", row: expect.any(Number) },
    });
    await tamper(url, "truncate turnbolt.audit, turnbolt.audit_seals");
    const gone = await audit(environment, "verify");
    expect(gone).toMatchObject({
      code: 2,
      text: expect.stringContaining("was cut off, or a backup was restored"),
    });
    await second.stop();

    // The folder's own memory goes on with the new chain; the noted head does not, and neither is it forgotten.
    const third = await started(environment);
    await expect
      .poll(async () => (await third.client.audit.list.query({ kind: "audit.cut-off" })).auditLogs.length, {
        timeout: 10_000,
      })
      .toBe(1);
    await third.stop();
    rmSync(join(folder, "audit-head"));
    expect((await audit(environment, "verify", "--head", head)).code).toBe(2);
  }, 120_000);

  it("makes nothing where there is nothing", async () => {
    const folder = newFolder();
    const nothing = await audit({ TURNBOLT_DATA_DIR: folder }, "verify");
    expect(nothing).toMatchObject({ code: 1, text: expect.stringContaining("There is no key in") });
    const key = Buffer.alloc(32, 1).toString("base64");
    const noDatabase = await audit({ TURNBOLT_DATA_DIR: folder, TURNBOLT_KEY: key }, "verify");
    expect(noDatabase).toMatchObject({ code: 1, text: expect.stringContaining("There is no database in") });
    expect(existsSync(join(folder, "key"))).toBe(false);
    expect(existsSync(join(folder, "postgres"))).toBe(false);
  }, 60_000);

  it.each([
    [["verify", "--head", "12:abc"], "--head must be a head"],
    [["unlock"], "knows verify and head"],
  ])(
    "refuses %j with words that help",
    async (args, words) => {
      expect(await audit({ TURNBOLT_DATA_DIR: newFolder() }, ...args)).toMatchObject({
        code: 1,
        text: expect.stringContaining(words),
      });
    },
    60_000,
  );
});

describe("turnbolt audit verify, on a database of one's own", () => {
  it("works beside the server, from any folder that has the key, and refuses another key", async () => {
    const database = await postgresTarget().start();
    const key = Buffer.alloc(32, 3).toString("base64");
    const environment = { TURNBOLT_DATABASE_URL: database.url, TURNBOLT_KEY: key };
    const server = await started({ ...environment, TURNBOLT_DATA_DIR: newFolder() });
    const elsewhere = { ...environment, TURNBOLT_DATA_DIR: newFolder() };
    expect(await audit(elsewhere, "verify")).toMatchObject({ code: 0 });
    const other = { ...elsewhere, TURNBOLT_KEY: Buffer.alloc(32, 4).toString("base64") };
    expect(await audit(other, "verify")).toMatchObject({
      code: 1,
      text: expect.stringContaining("the data wants the key"),
    });
    await server.stop();
    await database.stop();
  }, 60_000);
});
