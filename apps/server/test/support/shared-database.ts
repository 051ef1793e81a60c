import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plugins } from "@turnbolt/api";
import type { Limits } from "@turnbolt/core";
import { postgresTarget } from "@turnbolt/targets";
import { pino } from "pino";
import postgres from "postgres";
import { createServer, type Server, type ServerOptions, type Settings } from "../../src/index.ts";
import { clientOf, defaultProject, TOKEN } from "./turnbolt.ts";

/** A PostgreSQL on which a test starts servers with plugins of its own, one after the other or several at once. */
export async function sharedDatabase(plugins: Plugins, limits: Partial<Limits> = {}) {
  const target = await postgresTarget().start();
  const directory = mkdtempSync(join(tmpdir(), "turnbolt-shared-"));
  const sql = postgres(target.url, { max: 2, onnotice: () => {} });
  const servers: Server[] = [];
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const endServers = async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  };
  return {
    /** The oracle: past the code under test. */
    sql,
    url: target.url,
    /** Everything that was logged. */
    lines,
    endServers,
    start: async (
      role: Settings["role"] = "all",
      settings: Partial<Settings> = {},
      options: Pick<ServerOptions, "turnClock"> = {},
    ) => {
      const server = await createServer({
        ...options,
        plugins,
        log,
        limits,
        settings: {
          role,
          dataDirectory: join(directory, String(servers.length)),
          databaseUrl: target.url,
          key: Buffer.alloc(32, 7).toString("base64"),
          port: 0,
          rootToken: TOKEN,
          rateLimits: { token: 0, address: 0 },
          ...settings,
        },
      });
      servers.push(server);
      return { server, client: clientOf(server.url ?? "") };
    },
    stop: async () => {
      await endServers();
      await sql.end();
      await target.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What a new rotation names: a connection, and the project it belongs to. */
export interface Connected {
  readonly connectionId: string;
  readonly projectId: string;
}

/** A connection to a plugin of the test's own. */
export async function connect(
  client: ReturnType<typeof clientOf>,
  app: string,
  name: string,
): Promise<Connected> {
  const made = await client.connections.create.mutate({ name, app, credentials: { name } } as never);
  return { connectionId: made.appConnection.id, projectId: await defaultProject(client) };
}

/** A rotation of one account, by a plugin of the test's own. */
export const asked = (type: string, { connectionId, projectId }: Connected, account: string) =>
  ({
    name: account,
    type,
    projectId,
    environment: "dev",
    connectionId,
    rotationInterval: 1,
    parameters: { account },
    secretsMapping: { password: `PASSWORD_${account.toUpperCase().replaceAll("-", "_")}` },
    wait: false,
  }) as never; // typed by the official plugins, which are not installed here
