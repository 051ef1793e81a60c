import { isRotationError, RotationError, type Runtime } from "@turnbolt/core";
import type { As } from "./errors.ts";
import { allNodes, type Connection } from "./schema.ts";
import { type Login, openSession, type Session } from "./session.ts";

/** The connection's logins for one call: one at each node. */
export interface Client {
  readonly sessions: readonly Session[];
}

/** Logs the connection in at every node. */
export const connect = async (connection: Connection, runtime: Runtime): Promise<Client> => ({
  sessions: await openAll(connection, connection, runtime, "connection"),
});

export function disconnect({ sessions }: Client): void {
  for (const session of sessions) session.end();
}

/** Logs in with a credential at every node, and leaves. */
export async function logIn(connection: Connection, login: Login, runtime: Runtime): Promise<void> {
  disconnect({ sessions: await openAll(connection, login, runtime, "credential") });
}

/** Asks one node after the other. */
export async function askEach<T>({ sessions }: Client, ask: (session: Session) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (const session of sessions) answers.push(await ask(session));
  return answers;
}

/** Changes one node after the other. Once the first one is changed, a refusal no longer means that nothing is. */
export async function changeEach(
  { sessions }: Client,
  change: (session: Session) => Promise<void>,
): Promise<void> {
  for (const [index, session] of sessions.entries()) {
    await change(session).catch((error: unknown) => {
      throw index === 0 ? error : halfDone(error);
    });
  }
}

/** The same words with the code that says that nobody knows what is true now. */
export const halfDone = (error: unknown): unknown =>
  isRotationError(error) ? new RotationError("unavailable", error.message, { cause: error.cause }) : error;

async function openAll(
  connection: Connection,
  login: Login,
  runtime: Runtime,
  as: As,
): Promise<readonly Session[]> {
  const opened = await Promise.allSettled(
    allNodes(connection).map((node) => openSession(connection, node, login, runtime, as)),
  );
  const sessions = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = opened.find((one) => one.status === "rejected");
  if (!failed) return sessions;
  disconnect({ sessions });
  throw failed.reason;
}
