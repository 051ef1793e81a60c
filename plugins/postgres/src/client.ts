import type { Runtime } from "@turnbolt/core";
import { explained } from "./errors.ts";
import type { Connection } from "./schema.ts";
import { type Login, openSession, type Session, type Sql } from "./session.ts";

/** The connection's way in for one job. */
export interface Client {
  /** A fresh login over the sockets of the call at hand: only those know its deadline. */
  enter(runtime: Runtime): Promise<Session>;
  leave(): Promise<void>;
}

/** Where a call works. */
export interface Reach {
  readonly client: Client;
  readonly connection: Connection;
  readonly runtime: Runtime;
}

/** After its last byte a lost call can change something only until the server's own timeouts have ended it. */
export const LIFE_MS = 30_000;

/** Proves that the connection can log in; the login is kept for the first work of the same call. */
export async function connect(connection: Connection, runtime: Runtime): Promise<Client> {
  const open = (now: Runtime) =>
    translated(connection, "connection", () => openSession(connection, connection, now));
  let first: Session | undefined = await open(runtime);
  const takeFirst = () => {
    const session = first;
    first = undefined;
    return session;
  };
  return {
    enter: async (now) => (now === runtime ? takeFirst() : undefined) ?? open(now),
    leave: async () => takeFirst()?.end(),
  };
}

/** Does the work in a session of the connection, and leaves. */
export async function asConnection<T>(reach: Reach, work: (sql: Sql) => Promise<T>): Promise<T> {
  const session = await reach.client.enter(reach.runtime);
  try {
    const result = await translated(reach.connection, "connection", () => work(session.sql));
    await session.end();
    return result;
  } catch (error) {
    await session.drop();
    throw error;
  }
}

/** Logs in with a credential, runs a query and leaves. */
export async function logIn(
  { connection, runtime }: Omit<Reach, "client">,
  credential: Login,
): Promise<void> {
  const session = await translated(connection, "credential", () =>
    openSession(connection, credential, runtime),
  );
  await session.end();
}

/**
 * Runs one statement, in a transaction of its own: whatever fails before COMMIT has changed nothing, and a client
 * that dies before it leaves nothing that could land late.
 */
export async function runAlone(sql: Sql, statement: string): Promise<void> {
  await sql`BEGIN`;
  await sql.unsafe(statement, [], EXTENDED);
  await sql`COMMIT`;
}

/** The extended protocol: a second statement is an error there. */
export const EXTENDED = { prepare: false, simple: false };

async function translated<T>(
  to: Connection,
  as: "connection" | "credential",
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error, to, as);
  }
}
