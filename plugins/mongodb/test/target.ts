import type { StartTarget } from "@turnbolt/testkit";
import { MongoClient, MongoServerError } from "mongodb";
import { type MongodbEmulator, startMongodb } from "./emulator/server.ts";

export const LOGIN = { username: "turnbolt", password: "password-of-turnbolt" };
export const RIGHTS = ["viewUser", "changePassword"];

/** A server with a user who has exactly the rights that the README asks for. */
export async function startServer(rights = RIGHTS, tls?: Parameters<typeof startMongodb>[0]) {
  const server = await startMongodb(tls);
  server.addUser(LOGIN.username, LOGIN.password, { privileges: [{ database: "admin", actions: rights }] });
  return { server, connection: { host: "127.0.0.1", port: server.port, ...LOGIN, sslEnabled: false } };
}

/** Logs in with a client of the test's own. */
export async function canLogin(
  port: number,
  { username, password }: { readonly username: string; readonly password: string },
  authSource = "admin",
): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, {
    ...{
      auth: { username, password },
      authSource,
      directConnection: true,
      maxPoolSize: 1,
      serverSelectionTimeoutMS: 5000,
    },
  });
  try {
    await client.db("admin").command({ connectionStatus: 1 });
    return true;
  } catch (error) {
    const wrongPassword = 18;
    if (error instanceof MongoServerError && error.code === wrongPassword) return false;
    throw error;
  } finally {
    await client.close(true);
  }
}

let count = 0;

export function pair(server: MongodbEmulator): { username1: string; username2: string } {
  count += 1;
  const names = { username1: `app_${count}_a`, username2: `app_${count}_b` };
  for (const name of Object.values(names)) server.addUser(name, "first");
  return names;
}

/** What the testkit calls. */
export const startTarget: StartTarget = async () => {
  const { server, connection } = await startServer();
  return {
    connection,
    brokenConnection: { ...connection, password: "not the password" },
    closedConnection: { ...connection, port: 1 },
    requests: { issue: /updateUser/, revoke: /updateUser/ },
    subject: async () => {
      const names = pair(server);
      return {
        parameters: names,
        current: { handle: names.username1, secret: { username: names.username1, password: "first" } },
        accepts: ({ username, password }) =>
          canLogin(server.port, { username: String(username), password: String(password) }),
        held: async () =>
          server.users.map(({ name }) => name).filter((name) => Object.values(names).includes(name)),
      };
    },
    stop: server.stop,
  };
};
