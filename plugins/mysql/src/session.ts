import { isIP, type Socket } from "node:net";
import { dial, type Runtime } from "@turnbolt/core";
import type { Connection as Driver } from "mysql2/promise";
import type { Connection } from "./schema.ts";

export interface Login {
  readonly username: string;
  readonly password: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** One login at the server; nothing of it is ever opened again by itself. */
export interface Session {
  /** Runs one statement; a second one in the same text is an error. */
  run(statement: string): Promise<readonly Row[]>;
  /** Runs a query with its values beside it. */
  ask(query: string, values: readonly (string | number)[]): Promise<readonly Row[]>;
  end(): void;
}

const CONNECT_MS = 10_000;

/** Logs in over a socket of the host; the call's signal cuts it off. The driver is loaded here. */
export async function openSession(to: Connection, login: Login, runtime: Runtime): Promise<Session> {
  const { createConnection } = await import("mysql2/promise");
  // On Node the host lends sockets of Node.
  const socket = (await dial(runtime, to, "mysql-credentials")) as Socket;
  const cut = () => void socket.destroy();
  runtime.signal.addEventListener("abort", cut, { once: true });
  let driver: Driver | undefined;
  const end = () => {
    runtime.signal.removeEventListener("abort", cut);
    driver?.destroy();
    socket.destroy();
  };
  try {
    driver = await createConnection(driverOptions(to, login, socket));
    // A lost connection is told to whoever waits for an answer; without a listener it would end the process.
    driver.on("error", () => {});
    await driver.query(SETTINGS);
  } catch (error) {
    end();
    throw error;
  }
  const { query } = bound(driver);
  return { run: (statement) => query(statement), ask: query, end };
}

/**
 * They bound what a lost call can still do (LIFE_MS is more than their sum), and make quotes the only thing to mind in
 * a text. MySQL knows no limit for a whole statement; MariaDB's is in a comment that only MariaDB reads.
 */
const SETTINGS =
  "SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES', lock_wait_timeout = 5, innodb_lock_wait_timeout = 5" +
  " /*M!, max_statement_time = 10 */";

function bound(driver: Driver) {
  return {
    query: async (text: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> => {
      const [rows] = values.length > 0 ? await driver.execute(text, [...values]) : await driver.query(text);
      return Array.isArray(rows) ? (rows as Row[]) : []; // rows of a query; a statement gives a summary
    },
  };
}

function driverOptions(to: Connection, login: Login, socket: Socket) {
  // The driver's TLS takes an address for "localhost" unless the socket says what it was dialled by.
  const stream = isIP(to.host) ? Object.assign(socket, { _host: to.host }) : socket;
  return {
    host: to.host,
    port: to.port,
    user: login.username,
    password: login.password,
    stream: () => stream,
    charset: "utf8mb4",
    connectTimeout: CONNECT_MS,
    multipleStatements: false,
    disableEval: true,
    flags: ["-LOCAL_FILES"],
    ...(to.sslEnabled && {
      ssl: {
        rejectUnauthorized: to.sslRejectUnauthorized,
        verifyIdentity: to.sslRejectUnauthorized,
        ...(to.sslCertificate === undefined ? {} : { ca: to.sslCertificate }),
      },
    }),
  };
}
