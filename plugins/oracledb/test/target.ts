import type { KitClock, StartTarget, Target } from "@turnbolt/testkit";
import oracledb from "oracledb";
import { type Listener, type OracleEmulator, startOracle } from "./emulator/server.ts";
import { addUser } from "./emulator/users.ts";

/** The connection that the README makes. */
export const LOGIN = { username: "turnbolt", password: "choose a password" };

export const GRANTS = [
  'CREATE USER turnbolt IDENTIFIED BY "choose a password"',
  "GRANT CREATE SESSION, ALTER USER TO turnbolt",
];

/** A database with a user that has exactly the rights that the README asks for. */
export async function startEmulator(listener: Listener = {}, now?: () => number) {
  const server = await startOracle(listener, now);
  addUser(server.instance, "SYSTEM", "Password-of-the-1-administrator", { maintained: true });
  const login = addUser(server.instance, "TURNBOLT", LOGIN.password, {
    privileges: ["CREATE SESSION", "ALTER USER"],
  });
  const { host, port } = server;
  return { server, login, connection: { host, port, ...LOGIN, database: "FREEPDB1", sslEnabled: false } };
}

let count = 0;

/** Two new users. */
export function pair(server: OracleEmulator): { username1: string; username2: string } {
  count += 1;
  const names = { username1: `app_${count}_a`, username2: `app_${count}_b` };
  for (const name of Object.values(names)) addUser(server.instance, name.toUpperCase(), "First-1-password");
  return names;
}

/** Logs in with the vendor's client and nothing of the plugin's. */
export async function canLogin(
  { host, port }: { host: string; port: number },
  { username, password }: { username: string; password: string },
): Promise<boolean> {
  const connectString = `${host}:${port}/FREEPDB1`;
  try {
    const session = await oracledb.getConnection({ user: username, password, connectString });
    await session.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "errorNum" in error && error.errorNum === 1017) return false;
    throw error;
  }
}

/** The oracle's own logins lock nobody out. */
async function uncounted<T>(server: OracleEmulator, work: () => Promise<T>): Promise<T> {
  const [logins, counts] = [
    server.failedLogins.length,
    [...server.instance.users.values()].map(({ failed }) => failed),
  ];
  try {
    return await work();
  } finally {
    server.failedLogins.length = logins;
    for (const [index, user] of [...server.instance.users.values()].entries())
      user.failed = counts[index] ?? 0;
  }
}

/** What the testkit calls. */
export const startTarget: StartTarget = async (clock: KitClock): Promise<Target> => {
  const { server, connection } = await startEmulator({}, () => clock.now());
  return {
    connection,
    brokenConnection: { ...connection, password: "not the password" },
    closedConnection: { ...connection, port: 1 },
    requests: { issue: /ALTER USER/, revoke: /ALTER USER/ },
    subject: async () => {
      const held = Object.values(pair(server)).map((name) => name.toUpperCase());
      return {
        // As a form offers them.
        parameters: { username1: held[0], username2: held[1] },
        current: {
          handle: String(held[0]),
          secret: { username: String(held[0]), password: "First-1-password" },
        },
        accepts: ({ username, password }) =>
          uncounted(server, () =>
            canLogin(server, { username: String(username), password: String(password) }),
          ),
        held: async () => held.filter((name) => server.instance.users.has(name)),
        failedLogins: () =>
          server.failedLogins.filter(({ login }) => held.includes(login)).map(({ at }) => at),
      };
    },
    stop: () => server.stop(),
  };
};
