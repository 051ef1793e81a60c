import { execFile } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { freePort, newFolder, type RunningServer, runServer } from "./run-server.ts";
import type { Target } from "./target.ts";

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A private MariaDB whose administrator has a password. */
export interface MariadbTarget extends Target<Login & { host: string; port: number }, Login> {
  /** Runs a statement as the administrator. */
  run(statement: string, values?: readonly string[]): Promise<readonly RowDataPacket[]>;
  /** What the server has logged. */
  log(): Promise<string>;
}

export const findMariadb = (): string | undefined =>
  ["/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd"].find((path) => existsSync(path));

const ADMIN = { username: "root", password: "password-of-the-administrator" };

/**
 * @example
 * const target = await mariadbTarget().start();
 * await target.run("CREATE USER 'app'@'%' IDENTIFIED BY 'first'");
 * expect(await target.canLogin({ username: "app", password: "first" })).toBe(true);
 */
export function mariadbTarget(options: { readonly settings?: readonly string[] } = {}): MariadbTarget {
  let running: { server: RunningServer; port: number } | undefined;
  const here = () => {
    if (!running) throw new Error("the MariaDB target is not running: call start() first");
    return running;
  };
  const target: MariadbTarget = {
    start: async () => {
      const folder = newFolder("mariadb");
      const port = await freePort();
      await install(folder);
      const server = await runServer(
        folder,
        [...serverOf(folder, port), ...(options.settings ?? [])],
        () => canLogin(port, { username: "root", password: "" }, join(folder, "socket")),
        "TERM",
      );
      running = { server, port };
      await secure(join(folder, "socket"));
      return target;
    },
    get admin() {
      return { host: "127.0.0.1", port: here().port, ...ADMIN };
    },
    canLogin: (login) => canLogin(here().port, login),
    run: (statement, values = []) => as({ port: here().port, ...ADMIN }, statement, values),
    log: () => here().server.log(),
    stop: async () => {
      await running?.server.stop();
      running = undefined;
    },
  };
  return target;
}

/** Root has to become somebody else, and every folder on the way has to let that one through. */
const AS_SERVER = process.getuid?.() === 0 ? ["--user=mysql"] : [];

async function install(folder: string): Promise<void> {
  chmodSync(folder, 0o755);
  if (AS_SERVER.length > 0) await promisify(execFile)("chown", ["mysql", folder]);
  await promisify(execFile)("mariadb-install-db", [
    ...["--no-defaults", ...AS_SERVER, ...foldersIn(folder)],
    ...["--auth-root-authentication-method=normal", "--skip-test-db"],
  ]);
}

/** A server that starts clears temporary tables away, another one's too where both have the same folder for them. */
const foldersIn = (folder: string): readonly string[] => [
  `--datadir=${join(folder, "data")}`,
  `--tmpdir=${folder}`,
];

function serverOf(folder: string, port: number): readonly string[] {
  const program = findMariadb();
  if (!program) throw new Error('no MariaDB on this machine: ask requireTarget("mariadb") first');
  return [
    ...[program, "--no-defaults", ...AS_SERVER, ...foldersIn(folder)],
    ...["--bind-address=127.0.0.1", `--port=${port}`, `--socket=${join(folder, "socket")}`],
    ...[`--pid-file=${join(folder, "pid")}`, "--skip-name-resolve", "--innodb-flush-method=nosync"],
    ...["--innodb-buffer-pool-size=32M", "--performance-schema=ON"],
  ];
}

async function secure(socketPath: string): Promise<void> {
  const admin = await createConnection({ socketPath, user: "root" });
  try {
    for (const host of ["localhost", "127.0.0.1"]) {
      await admin.query(`CREATE OR REPLACE USER root@'${host}' IDENTIFIED BY '${ADMIN.password}'`);
      await admin.query(`GRANT ALL ON *.* TO root@'${host}' WITH GRANT OPTION`);
    }
  } finally {
    admin.destroy();
  }
}

async function canLogin(port: number, login: Login, socketPath?: string): Promise<boolean> {
  try {
    await as({ port, ...login, ...(socketPath && { socketPath }) }, "SELECT 1", []);
    return true;
  } catch (error) {
    const refused = "ER_ACCESS_DENIED_ERROR";
    if (error instanceof Error && "code" in error && error.code === refused) return false;
    throw error;
  }
}

async function as(
  { username, ...where }: Login & { readonly port: number; readonly socketPath?: string },
  statement: string,
  values: readonly string[],
): Promise<readonly RowDataPacket[]> {
  const at = where.socketPath ? {} : { host: "127.0.0.1" };
  const connection = await createConnection({ ...at, ...where, user: username, charset: "utf8mb4" });
  try {
    const [rows] = await connection.query(statement, [...values]);
    return Array.isArray(rows) ? (rows as RowDataPacket[]) : []; // rows of a query; a statement gives a summary
  } finally {
    connection.destroy();
  }
}
