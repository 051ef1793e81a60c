import { available, postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";

/** A PostgreSQL of the user's own, from which every lane gets a database of its own. */
export interface ExternalServer {
  readonly version: string;
  /** Makes an empty database and gives its URL. */
  database(name: string): Promise<string>;
  /** What it has logged until now. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Debian's PostgreSQL where it is installed, else the one from npm as a server of its own. */
export async function startExternal(): Promise<ExternalServer> {
  const version = available("debian-postgres") ? "debian" : "embedded";
  const server = await postgresTarget({ version, fsync: true }).start();
  return {
    version,
    database: async (name) => {
      const sql = postgres(server.url, { max: 1, onnotice: () => {} });
      await sql.unsafe(`create database "${name}"`);
      await sql.end();
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
    log: server.log,
    stop: server.stop,
  };
}
