import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createServer, type Server, type Settings } from "../../src/index.ts";
import { issued, memory } from "../fixtures/memory-plugin.ts";
import { clientOf, defaultProject, TOKEN } from "../support/turnbolt.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
let database: PostgresTarget;
let lines: string[];
const servers: Server[] = [];
const folders: string[] = [];

beforeAll(async () => {
  database = await postgresTarget().start();
}, 60_000);
beforeEach(() => {
  lines = [];
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(async () => {
  await database.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "turnbolt-roles-"));
  folders.push(folder);
  return folder;
}

async function start(role: Settings["role"], dataDirectory = newFolder()): Promise<Server> {
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
  const settings = { role, dataDirectory, databaseUrl: database.url, key: KEY, port: 0, rootToken: TOKEN };
  const server = await createServer({ plugins: [memory], log, settings });
  servers.push(server);
  return server;
}

const connectionOf = async (client: ReturnType<typeof clientOf>, name: string): Promise<string> =>
  (await client.connections.create.mutate({ name, app: "memory", credentials: { name } } as never))
    .appConnection.id;

const asked = (projectId: string, connectionId: string, name: string) =>
  ({
    name,
    type: "memory-password",
    projectId,
    environment: "dev",
    connectionId,
    rotationInterval: 1,
    parameters: { account: name },
    secretsMapping: { password: `PASSWORD_${name.toUpperCase().replaceAll("-", "_")}` },
    wait: false,
  }) as never; // typed by the official plugins, which are not installed here

/** A rotation whose first run is over. */
async function created(server: Server, name: string): Promise<string> {
  const client = clientOf(server.url ?? "");
  const input = asked(await defaultProject(client), await connectionOf(client, name), name);
  const { secretRotation } = await client.rotations.create.mutate({
    ...(input as object),
    wait: true,
  } as never);
  return secretRotation.id;
}

describe("processes on one database", () => {
  it("find work in the rows: what was asked for while nobody worked is done by whoever comes", async () => {
    const api = await start("api");
    const client = clientOf(api.url ?? "");
    const input = asked(await defaultProject(client), await connectionOf(client, "left"), "left");
    const { runId } = await client.rotations.create.mutate(input);
    const state = async () => (await client.runs.get.query({ runId })).run.state;
    expect(await state()).toBe("queued");
    const worker = await start("worker");
    expect(worker.url).toBeNull();
    await expect.poll(state, { timeout: 10_000 }).toBe("done");
  }, 60_000);

  it("take back what has not begun, and nothing else", async () => {
    const api = await start("api");
    const client = clientOf(api.url ?? "");
    const worker = await start("worker");
    const rotationId = await created(api, "back");
    await worker.stop();
    const { runId } = await client.rotations.rotate.mutate({ rotationId, wait: false });
    expect((await client.runs.cancel.mutate({ runId })).run).toMatchObject({ state: "cancelled" });
    await expect(client.runs.cancel.mutate({ runId })).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
    await start("worker");
    const again = (await client.runs.retry.mutate({ runId })).run;
    await expect
      .poll(async () => (await client.runs.get.query({ runId: again.id })).run.state, { timeout: 10_000 })
      .toBe("done");
  }, 60_000);

  it("hear of it all at once, and each rotation is done by one of them, once", async () => {
    const api = await start("api");
    const client = clientOf(api.url ?? "");
    await Promise.all([start("worker"), start("worker"), start("all")]);
    const connectionId = await connectionOf(client, "many");
    const names = Array.from({ length: 30 }, (_, number) => `many-${number}`);
    const projectId = await defaultProject(client);
    await Promise.all(
      names.map((name) => client.rotations.create.mutate(asked(projectId, connectionId, name))),
    );
    await expect
      .poll(
        async () => {
          const { secretRotations } = await client.rotations.list.query({ projectId });
          const many = secretRotations.filter(({ name }) => name.startsWith("many-"));
          return many.filter(({ rotationStatus }) => rotationStatus === "success").length;
        },
        { timeout: 20_000 },
      )
      .toBe(names.length);
    expect(names.map((name) => issued.get(name))).toEqual(names.map(() => 1));
  }, 60_000);
});

describe("a database that is older than the data folder remembers", () => {
  it.each([
    ["is behind the mark", (folder: string) => raise(join(folder, "high-water"))],
    ["was never seen from this folder", (folder: string) => rmSync(join(folder, "high-water"))],
  ])(
    "has everything verified before anything is changed: it %s",
    async (how, tamper) => {
      const folder = newFolder();
      const first = await start("all", folder);
      const name = how.startsWith("is") ? "behind" : "unseen";
      const rotationId = await created(first, name);
      await first.stop();
      servers.length = 0;
      tamper(folder);
      const second = await start("all", folder);
      expect(lines.join("")).toContain("everything is verified first");
      const again = clientOf(second.url ?? "");
      const { secretRotation } = await again.rotations.rotate.mutate({ rotationId });
      expect(secretRotation.rotationStatus).toBe("success");
      await second.stop();
      servers.length = 0;
      lines = [];
      await start("all", folder);
      expect(lines.join("")).not.toContain("everything is verified first");
    },
    60_000,
  );
});

/** As if this folder had seen a thousand claims that the database does not know of. */
function raise(file: string): void {
  const [installation, mark] = readFileSync(file, "utf8").split(" ");
  writeFileSync(file, `${installation} ${Number(mark) + 1_000}\n`);
}
