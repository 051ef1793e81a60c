import type { Runtime } from "@turnbolt/core";
import type { Connection as Driver } from "oracledb";
import { openBridge } from "./bridge.ts";
import { hideDriverSettings } from "./env.ts";
import { storedName, writtenName } from "./names.ts";
import type { Connection } from "./schema.ts";

export interface Login {
  readonly username: string;
  readonly password: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** One login at the server; nothing of it is ever opened again by itself. */
export interface Session {
  /** Runs one statement as it stands. */
  run(statement: string): Promise<void>;
  /** Runs a query with its values beside it, as `:name`. */
  ask(query: string, values?: Readonly<Record<string, string>>): Promise<readonly Row[]>;
  end(): Promise<void>;
}

const CONNECT_MS = 10_000;
const REQUEST_MS = 5000;
const MOST_ROWS = 200;

/** Logs in over a socket of the host; the call's signal cuts it off. The driver is loaded here, without native code. */
export async function openSession(to: Connection, login: Login, runtime: Runtime): Promise<Session> {
  const { default: driver } = await import("oracledb");
  hideDriverSettings();
  const bridge = await openBridge(to, runtime, CONNECT_MS);
  // What is sent on a broken way never comes back; then the way's own reason is told.
  const over = <T>(work: Promise<T>): Promise<T> => {
    work.catch(() => {});
    return Promise.race([work, bridge.broken]);
  };
  let session: Driver | undefined;
  try {
    session = await over(
      driver.getConnection({
        user: spelled(login.username),
        password: login.password,
        connectString: descriptor(bridge.port, to.database),
        stmtCacheSize: 0,
        program: "turnbolt",
      }),
    );
    session.callTimeout = REQUEST_MS;
    bridge.entered();
  } catch (error) {
    bridge.end();
    throw error;
  }
  const connected = session;
  const options = { outFormat: driver.OUT_FORMAT_OBJECT, prefetchRows: MOST_ROWS, maxRows: MOST_ROWS };
  return {
    run: async (statement) => void (await over(connected.execute(statement))),
    ask: async (query, values = {}) => {
      const { rows } = await over(connected.execute<Row>(query, { ...values }, options));
      return rows ?? [];
    },
    end: async () => {
      await over(connected.close()).catch(() => {});
      bridge.end();
    },
  };
}

/** In quotes where a bare name would be read as another: in upper case, or as one to log in through. */
const spelled = (username: string): string => writtenName(storedName(username));

const descriptor = (port: number, service: string): string =>
  `(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=${port}))(CONNECT_DATA=(SERVICE_NAME=${service})))`;
