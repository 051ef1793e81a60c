import { isIP } from "node:net";
import { dial, type HostSocket, type Runtime } from "@turnbolt/core";
import type postgres from "postgres";
import type { Connection } from "./schema.ts";
import { saslprep } from "./scram.ts";

export type Sql = postgres.Sql;

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One login at the server; nothing of it is ever opened again by itself. */
export interface Session {
  readonly sql: Sql;
  /** Says goodbye to the server and waits for it. */
  end(): Promise<void>;
  /** Hangs up, for a session that failed: nobody may be there to say goodbye to. */
  drop(): Promise<void>;
}

/** Logs in over a socket of the host; the call's signal cuts it off. The driver is loaded here. */
export async function openSession(to: Connection, login: Login, runtime: Runtime): Promise<Session> {
  const { default: driver } = await import("postgres");
  const socket = await dial(runtime, to, "postgres-credentials");
  const sql = withoutEnvironment(driver, driverOptions(to, login, socket));
  const cut = () => void socket.destroy();
  runtime.signal.addEventListener("abort", cut, { once: true });
  const close = (seconds: number) => async () => {
    runtime.signal.removeEventListener("abort", cut);
    await sql.end({ timeout: seconds });
    socket.destroy();
  };
  const session = { sql, end: close(1), drop: close(0) };
  try {
    await sql`SELECT 1`;
    return session;
  } catch (error) {
    await session.drop();
    throw error;
  }
}

const CONNECT_SECONDS = 10;

/** The driver takes this one option from the environment even where it is given as nothing. */
function withoutEnvironment(driver: typeof postgres, options: ReturnType<typeof driverOptions>): Sql {
  const { options: parsed } = driver({ ...options, target_session_attrs: "read-write" });
  // Given its own options again the driver takes them as they are, which its types do not tell.
  const again = { ...parsed, target_session_attrs: undefined } as unknown as typeof options;
  return driver(again);
}

/** Every option that the driver would otherwise take from the environment is set. */
function driverOptions(to: Connection, login: Login, socket: HostSocket) {
  return {
    host: to.host,
    port: to.port,
    database: to.database,
    user: login.username,
    // A function, so that an empty value is not replaced from the environment.
    pass: () => saslprep(login.password),
    socket: once(socket),
    ssl: to.sslEnabled && tlsOptions(to),
    sslnegotiation: null,
    max: 1,
    max_pipeline: 1,
    backoff: () => 0,
    connect_timeout: CONNECT_SECONDS,
    idle_timeout: undefined,
    max_lifetime: null,
    keep_alive: 10,
    prepare: false,
    fetch_types: false,
    debug: false,
    onnotice: () => {},
    connection: {
      application_name: "turnbolt",
      // These bound what a lost call can still do: LIFE_MS is more than their sum.
      lock_timeout: 5_000,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 10_000,
      // Nobody who owns a schema can put a function of theirs under a name that we use.
      search_path: "pg_catalog, pg_temp",
    },
  };
}

const tlsOptions = ({ host, sslRejectUnauthorized, sslCertificate }: Connection) => ({
  // The driver names the host only to sockets that it opened; without it the certificate of any "localhost" would do.
  host,
  servername: isIP(host) ? "" : host,
  rejectUnauthorized: sslRejectUnauthorized,
  ...(sslCertificate === undefined ? {} : { ca: sslCertificate }),
});

/** The driver would connect again by itself; the second attempt fails instead, and so does one over a dead socket. */
function once(socket: HostSocket): () => HostSocket {
  let given = false;
  return () => {
    // The driver listens only from here on, and would wait for the end of a socket that has ended before.
    given ||= "destroyed" in socket && socket.destroyed === true;
    if (given) throw Object.assign(new Error("the connection was closed"), { code: "CONNECTION_CLOSED" });
    given = true;
    return socket;
  };
}
