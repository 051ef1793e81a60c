import type { Socket } from "node:net";
import { dial, type Runtime } from "@turnbolt/core";
import type { ConnectionConfiguration, Connection as Driver, Request } from "tedious";
import type { Connection } from "./schema.ts";

export interface Login {
  readonly username: string;
  readonly password: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** One login at the server; nothing of it is ever opened again by itself. */
export interface Session {
  /** Runs one text as it stands. */
  run(statement: string): Promise<readonly Row[]>;
  /** Runs a query with its values beside it, as `@name`. */
  ask(query: string, values: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  end(): void;
}

const CONNECT_MS = 10_000;
const REQUEST_MS = 10_000;
/** It bounds how long a lost call waits for somebody else's lock before it changes something. */
const SETTINGS = "SET LOCK_TIMEOUT 5000";

/** Logs in over a socket of the host; the call's signal cuts it off. The driver is loaded here. */
export async function openSession(to: Connection, login: Login, runtime: Runtime): Promise<Session> {
  const { Connection, Request, TYPES } = await import("tedious");
  // On Node the host lends sockets of Node.
  const socket = (await dial(runtime, to, "mssql-credentials")) as Socket;
  const cut = () => void socket.destroy();
  runtime.signal.addEventListener("abort", cut, { once: true });
  const driver = new Connection(driverOptions(to, login, socket));
  const end = () => {
    runtime.signal.removeEventListener("abort", cut);
    driver.close();
    socket.destroy();
  };
  const send = (text: string, start: (request: Request) => void) =>
    new Promise<readonly Row[]>((resolve, reject) => {
      const request = new Request(text, (error, _, rows) =>
        error ? reject(error) : resolve(plainRows(rows)),
      );
      start(request);
    });
  const session: Session = {
    run: (statement) => send(statement, (request) => driver.execSqlBatch(request)),
    ask: (query, values) =>
      send(query, (request) => {
        for (const [name, value] of Object.entries(values)) request.addParameter(name, TYPES.NVarChar, value);
        driver.execSql(request);
      }),
    end,
  };
  try {
    await entered(driver, socket, to.sslEnabled);
    await session.run(SETTINGS);
  } catch (error) {
    end();
    throw error;
  }
  return session;
}

type DriverRow = Readonly<Record<string, { readonly value: unknown }>>;

/** The driver gives rows as its options say, with the type of each column beside its value. */
const plainRows = (rows: readonly DriverRow[] = []): readonly Row[] =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value])));

const PRELOGIN = 0x12;

/** Waits for the login. The driver keeps the server's numbers to itself; its events tell them. */
function entered(driver: Driver, socket: Socket, encrypted: boolean): Promise<void> {
  const numbers: number[] = [];
  // A lost connection is told to whoever waits for an answer; without a listener it would end the process.
  driver.on("error", () => {});
  socket.on("error", () => {});
  driver.on("errorMessage", ({ number }) => numbers.push(number));
  const said = (error: Error) => (numbers.length > 0 ? Object.assign(error, { number: numbers[0] }) : error);
  return new Promise((resolve, reject) => {
    if (encrypted) nothingClear(driver, socket);
    const lost = (cause?: Error) => reject(said(cause ?? new Error("the connection was lost")));
    // What the server said before it hung up is still on its way through the driver.
    socket.once("close", () => setImmediate(lost));
    driver.connect((error) => (error ? lost(error) : resolve()));
  });
}

/**
 * The driver goes on in clear text when a server says that it knows no TLS. Here nothing but the packets of the
 * handshake leaves before TLS stands, so nobody on the way can talk a password out of it.
 */
function nothingClear(driver: Driver, socket: Socket): void {
  const write = socket.write;
  const guarded = (chunk: Uint8Array, ...rest: []): boolean => {
    if (chunk[0] === PRELOGIN) return write.call(socket, chunk, ...rest);
    socket.destroy(Object.assign(new Error("the server has no TLS"), { code: "NO_TLS" }));
    return false;
  };
  socket.write = guarded as Socket["write"]; // its overloads; the driver pipes chunks of bytes
  driver.once("secure", () => {
    socket.write = write;
  });
}

function driverOptions(to: Connection, login: Login, socket: Socket): ConnectionConfiguration {
  let lent = false;
  return {
    server: to.host,
    authentication: { type: "default", options: { userName: login.username, password: login.password } },
    options: {
      port: to.port,
      database: to.database,
      // A server that sends us on to another one is refused: the host lends sockets by name.
      connector: async () => {
        if (lent) throw new Error("the server points to another one");
        lent = true;
        return socket;
      },
      appName: "turnbolt",
      connectTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      maxRetriesOnTransientErrors: 0,
      rowCollectionOnRequestCompletion: true,
      useColumnNames: true,
      encrypt: to.sslEnabled,
      trustServerCertificate: !to.sslRejectUnauthorized,
      cryptoCredentialsDetails: to.sslCertificate === undefined ? {} : { ca: to.sslCertificate },
    },
  };
}
