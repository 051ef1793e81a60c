import { execFile } from "node:child_process";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Binaries, type Cluster, installedBinaries, startCluster } from "@turnbolt/embedded";
import postgres from "postgres";
import { debianPostgres } from "./debian-postgres.ts";
import type { Target } from "./target.ts";
import { ADMIN, type Template, templateOf } from "./template.ts";

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A private PostgreSQL that lets people in by SCRAM only. */
export interface PostgresTarget
  extends Target<Login & { host: string; port: number; database: string }, Login> {
  /** The administrator's connection as a URL. */
  readonly url: string;
  /** Makes an account that can log in, whatever its name is made of. */
  createAccount(name: string, password: string): Promise<void>;
  /** What the server has logged until now. */
  log(): Promise<string>;
}

/**
 * @example
 * const target = await postgresTarget().start();
 * await target.createAccount("app", "first");
 * expect(await target.canLogin({ username: "app", password: "first" })).toBe(true);
 * await target.stop();
 */
export function postgresTarget(
  options: {
    /** The PostgreSQL of npm (the default), or the system's. */
    version?: "embedded" | "debian";
    settings?: Readonly<Record<string, string>>;
    /** Off unless the test pulls the plug. */
    fsync?: boolean;
  } = {},
): PostgresTarget {
  let running: { cluster: Cluster; template: Template } | undefined;
  const server = () => {
    if (!running) throw new Error("the PostgreSQL target is not running: call start() first");
    return running;
  };
  const target: PostgresTarget = {
    start: async () => {
      running = await launch(await binariesOf(options.version ?? "embedded"), {
        max_connections: "200",
        ...(options.fsync ? {} : { fsync: "off", full_page_writes: "off" }),
        ...options.settings,
      });
      return target;
    },
    get admin() {
      const { cluster, template } = server();
      const { host, port } = cluster;
      return { host, port, database: "postgres", username: ADMIN, password: template.password };
    },
    get url() {
      const { host, port, database, username, password } = target.admin;
      return `postgres://${username}:${password}@${host}:${port}/${database}`;
    },
    canLogin: (login) => canLogin({ ...target.admin, ...login }),
    createAccount: (name, password) => createAccount(target.admin, name, password),
    log: () => readFile(server().cluster.logFile, "utf8"),
    stop: async () => {
      await running?.cluster.stop();
      running = undefined;
    },
  };
  return target;
}

async function binariesOf(version: "embedded" | "debian"): Promise<Binaries> {
  if (version === "embedded") return installedBinaries();
  const found = debianPostgres();
  if (!found) throw new Error('no PostgreSQL of the system: ask requireTarget("debian-postgres") first');
  return found;
}

const run = promisify(execFile);

async function launch(
  binaries: Binaries,
  settings: Record<string, string>,
): Promise<{ cluster: Cluster; template: Template }> {
  const template = await templateOf(binaries);
  const folder = await mkdtemp(join(tmpdir(), "turnbolt-postgres-"));
  const directory = join(folder, "data");
  await run("cp", ["-a", template.data, directory]);
  // All of it: another process may just have been giving the template to an account of its own choice.
  const { uid, gid } = template.account;
  await run("chown", ["-R", `${uid}:${gid}`, folder]);
  const cluster = await startCluster({ ...template, directory, settings, removeAfter: folder });
  return { cluster, template };
}

type Admin = PostgresTarget["admin"];

function connect(admin: Admin): postgres.Sql {
  return postgres({ ...admin, max: 1, fetch_types: false, onnotice: () => {} });
}

async function canLogin(admin: Admin): Promise<boolean> {
  const sql = connect(admin);
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    const wrongPassword = "28P01";
    if (error instanceof postgres.PostgresError && error.code === wrongPassword) return false;
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function createAccount(admin: Admin, name: string, password: string): Promise<void> {
  const sql = connect(admin);
  try {
    // The server quotes: it alone knows its rules for certain.
    const [row] = await sql<{ statement: string }[]>`
      select format('create role %I login password %L', ${name}::text, ${password}::text) as statement`;
    if (row) await sql.unsafe(row.statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
