import type { Runtime } from "@turnbolt/core";
import { type As, explained, isNoView } from "./errors.ts";
import type { Connection } from "./schema.ts";
import { type Login, openSession, type Row } from "./session.ts";

/**
 * A session with a living client is interrupted after five seconds. When the client is lost, a statement that waits
 * for the user's row ends only with the database's own patience, a quarter of an hour at the most (ORA-04021).
 */
export const LIFE_MS = 16 * 60_000;

/** A session whose errors are those of a provider. */
export interface Client {
  run(statement: string): Promise<void>;
  /** The rows, or `null` where this login may not see the view. */
  ask(query: string, values?: Readonly<Record<string, string>>): Promise<readonly Row[] | null>;
  end(): Promise<void>;
}

/** Logs the connection in for one call. */
export const connect = (connection: Connection, runtime: Runtime): Promise<Client> =>
  enter(connection, connection, runtime, "connection");

/** Logs in with a credential, runs a query and leaves. */
export async function logIn(connection: Connection, login: Login, runtime: Runtime): Promise<void> {
  const client = await enter(connection, login, runtime, "credential");
  try {
    await client.ask("SELECT 1 AS one FROM DUAL");
  } finally {
    await client.end();
  }
}

async function enter(to: Connection, login: Login, runtime: Runtime, as: As): Promise<Client> {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw explained(error, to, as);
    }
  };
  const session = await told(openSession(to, login, runtime));
  const seen = async (rows: Promise<readonly Row[]>): Promise<readonly Row[] | null> => {
    try {
      return await rows;
    } catch (error) {
      if (isNoView(error)) return null;
      throw error;
    }
  };
  return {
    run: (statement) => told(session.run(statement)),
    ask: (query, values) => told(seen(session.ask(query, values))),
    end: session.end,
  };
}
