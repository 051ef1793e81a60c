import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTRPCClient, httpLink } from "@trpc/client";
import type { AppRouter } from "@turnbolt/api";
import { postgresTarget } from "@turnbolt/targets";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  endProcesses,
  newFolder,
  removeFolders,
  startProcess,
  type TurnboltProcess,
} from "./turnbolt-process.ts";

afterEach(endProcesses);
afterAll(removeFolders);

const READY = "is ready.";
const inFolder = (folder: string, more: Record<string, string> = {}) => ({
  TURNBOLT_DATA_DIR: folder,
  ...more,
});

async function stopped(turnbolt: TurnboltProcess): Promise<number | null> {
  turnbolt.signal("SIGINT");
  return await turnbolt.exitCode;
}

async function clientOf(turnbolt: TurnboltProcess, folder: string) {
  const url = (await turnbolt.printed(/http:\/\/[\d.:]+/)).trim();
  const authorization = `Bearer ${readFileSync(join(folder, "root-token"), "utf8").trim()}`;
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization } })],
  });
}

describe("the first start", () => {
  it("rotates the sandbox before one's eyes; a later start goes on from there", async () => {
    const folder = newFolder();
    const first = startProcess(inFolder(folder));
    await first.printed("Next run of");
    expect(first.output()).toMatch(/issue +✓ +\S+ ms\n +verify +✓ .*\n +promote +✓ .*\n +retire +✓ /);
    expect(first.output()).toContain("✓ the first password of app_a is refused");
    expect(first.output()).toContain("✓ the published one of app_b logs in");
    for (const file of ["key", "root-token"]) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(first.output()).not.toContain(readFileSync(join(folder, "root-token"), "utf8").trim());
    expect(first.output()).not.toContain(readFileSync(join(folder, "key"), "utf8").trim());
    expect(await stopped(first)).toBe(0);
    expect(first.output()).toContain("Stopped.");

    const began = performance.now();
    const second = startProcess(inFolder(folder));
    await second.printed(READY);
    expect(performance.now() - began).toBeLessThan(15_000);
    await second.printed("Next run of");
    expect(second.output()).not.toContain("issue");
    const client = await clientOf(second, folder);
    const [sandbox] = (await client.rotations.list.query()).secretRotations;
    expect(sandbox).toMatchObject({ name: "sandbox", rotationStatus: "success" });
    const rotated = await client.rotations.rotate.mutate({ rotationId: sandbox?.id ?? "" });
    expect(rotated.secretRotation).toMatchObject({ rotationStatus: "success", activeIndex: 0 });
    expect(await stopped(second)).toBe(0);
  }, 60_000);

  it("leaves the sandbox out when told to", async () => {
    const folder = newFolder();
    const turnbolt = startProcess(inFolder(folder), "--no-sandbox");
    await turnbolt.printed(READY);
    expect(await stopped(turnbolt)).toBe(0);
    expect(turnbolt.output()).not.toContain("Sandbox");
    expect(existsSync(join(folder, "sandbox"))).toBe(false);
  }, 60_000);
});

describe("a start is refused", () => {
  it("on a data folder that is in use", async () => {
    const folder = newFolder();
    const first = startProcess(inFolder(folder), "--no-sandbox");
    await first.printed(READY);
    const second = startProcess(inFolder(folder), "--no-sandbox");
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain("is in use by another Turnbolt");
    expect(await stopped(first)).toBe(0);
  }, 60_000);

  it("with another key, naming the one that the data wants; nothing is lost", async () => {
    const folder = newFolder();
    const first = startProcess(inFolder(folder));
    await first.printed("Next run of");
    await stopped(first);
    const key = readFileSync(join(folder, "key"), "utf8");
    writeFileSync(join(folder, "key"), randomBytes(32).toString("base64"));
    const wrong = startProcess(inFolder(folder));
    expect(await wrong.exitCode).toBe(1);
    expect(wrong.output()).toMatch(
      /Wrong key: the data wants the key [0-9a-f]{16}; the key given is [0-9a-f]{16}/,
    );
    const right = startProcess(inFolder(folder, { TURNBOLT_KEY: key.trim() }));
    await right.printed("Next run of");
    await stopped(right);
  }, 90_000);

  it.each([
    [{ TURNBOLT_DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/turnbolt" }, "127.0.0.1:1/turnbolt"],
    [{ TURNBOLT_PORT: "many" }, "TURNBOLT_PORT"],
    [{ TURNBOLT_ROOT_TOKEN: "hunter2" }, "at least 32 characters"],
    [{ TURNBOLT_KEY: "hunter2" }, "TURNBOLT_KEY does not hold a key"],
    [{ TURNBOLT_KEY_FILE: "/nowhere/key" }, "TURNBOLT_KEY_FILE"],
    [{ TURNBOLT_PLUGINS: "turnbolt-plugin-nowhere" }, "turnbolt-plugin-nowhere is not installed"],
    [{ TURNBOLT_PLUGINS: join(import.meta.dirname, "../fixtures/old-plugin.ts") }, "API level 0"],
    [{ TURNBOLT_PLUGINS: join(import.meta.dirname, "../fixtures/certificate.pem.ts") }, "is not installed"],
    [{ TURNBOLT_PLUGINS: join(import.meta.dirname, "../support/pair.ts") }, "is no plugin of Turnbolt"],
  ])(
    "with words that help, and no secret in them: %j",
    async (environment, words) => {
      const turnbolt = startProcess(inFolder(newFolder(), environment), "--no-sandbox");
      expect(await turnbolt.exitCode).toBe(1);
      expect(turnbolt.output()).toContain(words);
      expect(turnbolt.output()).not.toMatch(/hunter2|\n +at /);
    },
    60_000,
  );

  it("with a name that is not known only after a warning", async () => {
    const turnbolt = startProcess(inFolder(newFolder(), { TURNBOLT_PROT: "80" }), "--no-sandbox");
    await turnbolt.printed(READY);
    expect(turnbolt.output()).toContain("TURNBOLT_PROT is not a setting of Turnbolt");
    await stopped(turnbolt);
  }, 60_000);
});

describe("a database of one's own", () => {
  it("is used instead of the embedded one", async () => {
    const database = await postgresTarget().start();
    const folder = newFolder();
    const turnbolt = startProcess(inFolder(folder, { TURNBOLT_DATABASE_URL: database.url }));
    await turnbolt.printed("Next run of");
    expect(turnbolt.output()).toContain("yours, by TURNBOLT_DATABASE_URL");
    expect(turnbolt.output()).toContain("✓ the published one of app_b logs in");
    expect(existsSync(join(folder, "postgres"))).toBe(false);
    await stopped(turnbolt);
    await database.stop();
  }, 60_000);
});

describe("a signal", () => {
  const slowly = async (folder: string, slowMs: number) => {
    const plugin = join(import.meta.dirname, "../fixtures/slow-plugin.ts");
    const turnbolt = startProcess(inFolder(folder, { TURNBOLT_PLUGINS: plugin }), "--no-sandbox");
    const client = await clientOf(turnbolt, folder);
    const { appConnection: connection } = await client.connections.create.mutate({
      name: "slow",
      app: "slow",
      credentials: { name: "x" },
    });
    const { runId } = await client.rotations.create.mutate({
      name: "slow",
      type: "slow-password",
      projectId: (await client.projects.bySlug.query({ slug: "default" })).id,
      environment: "dev",
      connectionId: connection.id,
      rotationInterval: 1,
      parameters: { slowMs },
      wait: false,
    });
    await expect
      .poll(async () => (await client.runs.get.query({ runId })).run.state, { timeout: 10_000 })
      .toBe("issuing");
    return { turnbolt, runId };
  };

  it("ends the step in hand first, and says so", async () => {
    const folder = newFolder();
    const { turnbolt, runId } = await slowly(folder, 1_500);
    expect(await stopped(turnbolt)).toBe(0);
    expect(turnbolt.output()).toContain("Finishing the step in hand");
    const again = startProcess(inFolder(folder), "--no-sandbox");
    expect(await (await clientOf(again, folder)).runs.get.query({ runId })).toMatchObject({
      run: { state: "issued", steps: [{ name: "issue", outcome: "ok" }] },
    });
    await stopped(again);
  }, 60_000);

  it("given twice ends at once", async () => {
    const { turnbolt } = await slowly(newFolder(), 20_000);
    turnbolt.signal("SIGINT");
    await turnbolt.printed("Finishing the step in hand");
    turnbolt.signal("SIGINT");
    expect(await turnbolt.exitCode).toBe(130);
  }, 60_000);
});
