import type { Runtime } from "@turnbolt/core";
import { type As, explained } from "./errors.ts";
import type { Connection } from "./schema.ts";
import { type Login, openSession, type Session } from "./session.ts";

/** After its last byte a lost call can change something only until the server's own timeouts have ended it. */
export const LIFE_MS = 30_000;

/** Logs the connection in for one call. */
export const connect = (connection: Connection, runtime: Runtime): Promise<Session> =>
  enter(connection, connection, runtime, "connection");

/** Logs in with a credential, runs a query and leaves. */
export async function logIn(connection: Connection, login: Login, runtime: Runtime): Promise<void> {
  const session = await enter(connection, login, runtime, "credential");
  try {
    await session.run("SELECT 1 AS one");
  } finally {
    session.end();
  }
}

async function enter(to: Connection, login: Login, runtime: Runtime, as: As): Promise<Session> {
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw explained(error, to, as);
    }
  };
  const session = await told(openSession(to, login, runtime));
  return {
    run: (statement) => told(session.run(statement)),
    ask: (query, values) => told(session.ask(query, values)),
    end: session.end,
  };
}
