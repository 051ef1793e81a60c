import type { StartTarget, Target } from "@turnbolt/testkit";
import { Connection } from "tedious";
import { addLogin } from "./emulator/instance.ts";
import { type Encryption, type SqlServerEmulator, startSqlServer } from "./emulator/server.ts";

/** The connection that the README makes. */
export const LOGIN = { username: "turnbolt", password: "choose a password" };

export const GRANTS = [
  "CREATE LOGIN turnbolt WITH PASSWORD = 'choose a password'",
  "GRANT ALTER ANY LOGIN TO turnbolt",
];

/** A server with a login that has exactly the rights that the README asks for. */
export async function startEmulator(encryption: Encryption = {}) {
  const server = await startSqlServer(encryption);
  addLogin(server.instance, "sa", "Password-of-the-1-administrator", { sysadmin: true });
  const permissions = new Set(["ALTER ANY LOGIN"]);
  const login = addLogin(server.instance, LOGIN.username, LOGIN.password, { permissions });
  const { host, port } = server;
  return { server, login, connection: { host, port, ...LOGIN, sslEnabled: false } };
}

const FIRST_PASSWORD = "First-1-password";
/** As it travels: in UTF-16. */
const ALTER_LOGIN = /A\0L\0T\0E\0R\0 \0L\0O\0G\0I\0N\0/;

let count = 0;

/** Two new logins. */
export function pair(server: SqlServerEmulator): { username1: string; username2: string } {
  count += 1;
  const names = { username1: `app_${count}_a`, username2: `app_${count}_b` };
  for (const name of Object.values(names)) addLogin(server.instance, name, FIRST_PASSWORD);
  return names;
}

/** Logs in with the vendor's client and nothing of the plugin's. */
export function canLogin(
  { host, port }: { host: string; port: number },
  { username, password }: { username: string; password: string },
): Promise<boolean> {
  const driver = new Connection({
    server: host,
    authentication: { type: "default", options: { userName: username, password } },
    options: { port, encrypt: false },
  });
  const numbers: number[] = [];
  driver.on("errorMessage", ({ number }) => numbers.push(number));
  return new Promise<boolean>((resolve, reject) => {
    driver.connect((error) => {
      if (!error) resolve(true);
      else if (numbers[0] === 18456) resolve(false);
      else reject(error);
    });
  }).finally(() => driver.close());
}

/** What the testkit calls. */
export const startTarget: StartTarget = async (): Promise<Target> => {
  const { server, connection } = await startEmulator();
  return {
    connection,
    brokenConnection: { ...connection, password: "not the password" },
    closedConnection: { ...connection, port: 1 },
    requests: { issue: ALTER_LOGIN, revoke: ALTER_LOGIN },
    subject: async () => {
      const names = pair(server);
      const { username1: username } = names;
      return {
        parameters: names,
        current: { handle: username, secret: { username, password: FIRST_PASSWORD } },
        accepts: ({ username, password }) =>
          canLogin(server, { username: String(username), password: String(password) }),
        held: async () => Object.values(names).filter((name) => server.instance.logins.has(name)),
      };
    },
    stop: () => server.stop(),
  };
};
