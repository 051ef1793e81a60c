import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, plugins } from "@turnbolt/server";
import { migrate, openDatabase } from "@turnbolt/store";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { KEY } from "../engine.ts";
import { machineTokenAt } from "../machine.ts";
import { TELLS_PLANS } from "./plans.ts";
import { type Size, seed } from "./seed.ts";

const TOKEN = "a-root-token-for-the-bench-0123456789";

/** A server that only answers, over a database that was filled before it started. */
export interface Installation {
  readonly target: PostgresTarget;
  readonly sql: postgres.Sql;
  readonly seededMs: number;
  /** Asks as the dashboard does; throws where the answer is a refusal. */
  ask(who: Who, procedure: string, input: object): Promise<unknown>;
  close(): Promise<void>;
}

/** `admin` may read everything; `member` may read each of the projects, which are asked for one by one. */
export type Who = "admin" | "member";

export async function openInstallation(size: Size): Promise<Installation> {
  const settings = { ...TELLS_PLANS, max_wal_size: "8GB", checkpoint_timeout: "1h" };
  const target = await postgresTarget({ fsync: true, settings }).start();
  const directory = await mkdtemp(join(tmpdir(), "turnbolt-bench-"));
  const { url } = target;
  const database = openDatabase({ url });
  await migrate(database);
  await database.close();
  const began = performance.now();
  await seed(url, size, plugins);
  const seededMs = performance.now() - began;
  const server = await createServer({
    plugins,
    settings: {
      ...{ dataDirectory: directory, databaseUrl: url, key: KEY, port: 0, rootToken: TOKEN },
      ...{ rateLimits: { token: 0, address: 0 }, role: "api", logLevel: "error" },
    },
  });
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const origin = server.url ?? "";
  const tokens = { admin: TOKEN, member: await memberOfAll(origin, sql) };
  return {
    target,
    sql,
    seededMs,
    ask: async (who, procedure, input) => {
      const path = `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
      const response = await fetch(origin + path, { headers: { authorization: `Bearer ${tokens[who]}` } });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} → ${response.status} ${text.slice(0, 300)}`);
      return JSON.parse(text).result.data;
    },
    close: async () => {
      await Promise.all([server.stop(), sql.end()]);
      await target.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** The access token of a machine that may read every project. */
function memberOfAll(origin: string, sql: postgres.Sql): Promise<string> {
  return machineTokenAt(
    origin,
    TOKEN,
    "member of all",
    (id) =>
      sql`insert into turnbolt.identity_memberships (id, identity_id, project_id, role)
        select gen_random_uuid(), ${id}, id, 'viewer' from turnbolt.projects`,
  );
}
