import { sql } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";
import { dialler } from "./dial.ts";
import { guarded } from "./errors.ts";
import { type Gate, gate } from "./gate.ts";

export interface DatabaseOptions {
  /** `postgres://…`; `?prepare=false` for PgBouncer, `?host=/folder` for a socket, `?sslmode=…`. */
  readonly url: string;
  /** Connections at most, 10 when absent; at least 2. */
  readonly max?: number;
}

/** Our one way to PostgreSQL. */
export interface Database {
  /** For reads. Its errors carry parameters: every function that uses it wraps itself in `guarded`. */
  readonly drizzle: PostgresJsDatabase;
  readonly client: Sql;
  /** The driver's own, which names no text unless it is told to. */
  readonly unsafe: Sql["unsafe"];
  readonly prepare: boolean;
  /** One connection fewer than there are: what a transaction's own work has to ask finds one free. */
  readonly transactions: Gate;
  now(): Promise<Date>;
  /** Calls back for each NOTIFY on a channel, over a connection of its own that comes back by itself. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Connects when first used. */
export function openDatabase({ url, max = 10 }: DatabaseOptions): Database {
  if (max < 2) throw new RangeError("a database needs at least two connections");
  const target = parse(url);
  const client = postgres(target.url, {
    ...(target.host === null ? {} : { host: target.host }),
    max,
    prepare: target.prepare,
    connect_timeout: 10,
    keep_alive: 15,
    onnotice: () => {},
    // The driver's types do not know this option.
    ...{ socket: dialler() },
    connection: {
      application_name: "turnbolt",
      // Our few texts look the same to the planner whatever their values; a pooler would refuse the setting.
      ...(target.prepare ? { plan_cache_mode: "force_generic_plan" } : {}),
    },
  });
  const unsafe = client.unsafe.bind(client);
  if (target.prepare) prepareAlways(client);
  const database = drizzle(client);
  return {
    drizzle: database,
    client,
    unsafe,
    prepare: target.prepare,
    transactions: gate(max - 1),
    now: () =>
      guarded(async () => {
        const [row] = await database.execute<{ now: string }>(sql`select now()`);
        return new Date(row?.now ?? Number.NaN);
      }),
    listen: (channel, heard) =>
      guarded(async () => {
        const { unlisten } = await client.listen(channel, heard);
        return () => guarded(async () => void (await unlisten()));
      }),
    // The driver waits in vain for a connection that died with a question open.
    close: () => client.end({ timeout: 2 }),
  };
}

/** Drizzle sends its texts unnamed, which costs one more round trip each; named, the server knows them the second time. */
function prepareAlways(client: Sql): void {
  const unsafe = client.unsafe.bind(client);
  const named: typeof unsafe = (text, values, options) => unsafe(text, values, { ...options, prepare: true });
  Object.defineProperty(client, "unsafe", { value: named });
}

/** Takes out of the URL what the driver would send on to the server as a setting. */
function parse(text: string): { url: string; host: string | null; prepare: boolean } {
  const [address = "", query = ""] = text.split("?", 2);
  const parameters = new URLSearchParams(query);
  const prepare = parameters.get("prepare") !== "false" && parameters.get("pgbouncer") !== "true";
  const host = parameters.get("host");
  for (const name of ["prepare", "pgbouncer", "host"]) parameters.delete(name);
  const rest = parameters.toString();
  return { url: rest === "" ? address : `${address}?${rest}`, host, prepare };
}
