import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "@turnbolt/server";
import { postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { KEY } from "../engine.ts";
import { install } from "../installation.ts";
import { askAt, machineTokenAt } from "../machine.ts";
import type { Contender } from "../race.ts";
import { bareRead } from "./bare.ts";
import { askHere, startLoad, type Target } from "./load.ts";

export const AT_ONCE = 256;
export const BARE = "bare Hono and drizzle, prepared read";
export const READ_REST = "secret read, REST";
export const READ_TRPC = "secret read, tRPC";
export const PROJECT_REST = "project, REST";
export const PROJECT_TRPC = "project, tRPC";
/** Asked from the server's own thread. */
export const here = (name: string): string => `${name}, one thread`;

/** As many as the server has. */
const CONNECTIONS = 10;
const ROTATIONS = 100;
const TOKEN = "a-root-token-for-the-bench-0123456789";

/** A server with rotated secrets, a bare one beside it on the same database, and somebody who asks both. */
export interface Doors {
  readonly sql: postgres.Sql;
  readonly contenders: readonly Contender[];
  /** What is wrong with what was told of the reads. */
  wrongAfter(reads: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openDoors(requests: number): Promise<Doors> {
  const database = await postgresTarget({ fsync: true }).start();
  const directory = await mkdtemp(join(tmpdir(), "turnbolt-bench-"));
  const { url } = database;
  const installation = await install({ url, directUrl: url, rotations: ROTATIONS });
  const { provider } = installation.target;
  await installation.close();
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const names = (
    await sql<{ name: string }[]>`
    select name from turnbolt.secrets where version is not null order by name`
  ).map(({ name }) => name);
  const settings = { dataDirectory: directory, databaseUrl: url, key: KEY, port: 0, rootToken: TOKEN };
  const rateLimits = { token: 0, address: 0 };
  const server = await createServer({
    plugins: [provider],
    settings: { ...settings, rateLimits, role: "api", logLevel: "error" },
  });
  const bare = await bareRead(url, names, CONNECTIONS);
  const load = startLoad();
  const targets = await targetsOf(server, bare.origin, names);
  const contenders = [...targets].flatMap(([name, target]) => {
    const alone = { name, work: () => load.ask(target, requests, AT_ONCE) };
    if (name !== BARE && name !== READ_REST) return [alone];
    return [alone, { name: here(name), work: () => askHere(target, requests, AT_ONCE) }];
  });
  const countTold = async () =>
    Number((await sql`select count(*) from turnbolt.audit where kind = 'secret.read'`)[0]?.count);
  const before = await countTold();
  return {
    sql,
    contenders,
    wrongAfter: async (reads) => {
      const told = (await countTold()) - before;
      return told === reads ? [] : [`${reads} values were read, and ${told} reads were told of`];
    },
    close: async () => {
      await Promise.all([load.close(), bare.close(), server.stop(), sql.end()]);
      await database.stop();
      await rm(directory, { recursive: true });
    },
  };
}

async function targetsOf(
  server: Server,
  bare: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Target>> {
  const origin = server.url ?? "";
  const { project, token } = await aReader(origin);
  const headers = { authorization: `Bearer ${token}` };
  const place = { projectId: project.id, environment: "prod", secretPath: "/" };
  const trpc = (procedure: string, input: object) =>
    `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
  const secrets = (path: (secretName: string) => string): Target => ({
    origin,
    headers,
    holds: '"secretValueHidden":false',
    paths: names.map(path),
  });
  const projects = (path: string): Target => ({ origin, headers, holds: '"environments":[', paths: [path] });
  return new Map([
    [BARE, { origin: bare, headers: {}, holds: '"value":', paths: names.map((name) => `/read/${name}`) }],
    [READ_REST, secrets((name) => `/api/v4/secrets/${name}?${new URLSearchParams(place)}`)],
    [READ_TRPC, secrets((secretName) => trpc("secrets.read", { ...place, secretName }))],
    [PROJECT_REST, projects(`/api/v1/projects/${project.id}`)],
    [PROJECT_TRPC, projects(trpc("projects.get", { projectId: project.id }))],
  ]);
}

/** A machine that may read values in the project that every installation begins with. */
async function aReader(origin: string) {
  const ask = askAt(origin, TOKEN);
  const project = await ask<{ readonly id: string }>("/api/v1/projects/slug/default");
  const token = await machineTokenAt(origin, TOKEN, "reader", (id) =>
    ask(`/api/v2/workspace/${project.id}/identity-memberships/${id}`, { role: "developer" }),
  );
  return { project, token };
}
