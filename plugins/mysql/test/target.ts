import { type MariadbTarget, mariadbTarget, type TargetName } from "@turnbolt/targets";
import type { StartTarget, Target } from "@turnbolt/testkit";

/** The connection that the README makes. */
export const LOGIN = { username: "turnbolt", password: "choose a password" };

export const GRANTS = [
  "CREATE USER 'turnbolt'@'%' IDENTIFIED BY 'choose a password'",
  "GRANT CREATE USER ON *.* TO 'turnbolt'@'%'",
  "GRANT SELECT (User, Host, plugin) ON mysql.user TO 'turnbolt'@'%'",
];

/** What not every machine has. */
export const needs: TargetName = "mariadb";

/** A server with an account that has exactly the rights that the README asks for. */
export async function startMariadb(settings: readonly string[] = []) {
  const server = await mariadbTarget({ settings }).start();
  for (const grant of GRANTS) await server.run(grant);
  const { host, port } = server.admin;
  return { server, connection: { host, port, ...LOGIN, sslEnabled: false } };
}

let count = 0;

/** Two new accounts. */
export async function pair(server: MariadbTarget): Promise<{ username1: string; username2: string }> {
  count += 1;
  const names = { username1: `app_${count}_a`, username2: `app_${count}_b` };
  for (const name of Object.values(names))
    await server.run(`CREATE USER '${name}'@'%' IDENTIFIED BY 'first'`);
  return names;
}

/** What the testkit calls. */
export const startTarget: StartTarget = async (): Promise<Target> => {
  const { server, connection } = await startMariadb();
  return {
    connection,
    brokenConnection: { ...connection, password: "not the password" },
    closedConnection: { ...connection, port: 1 },
    requests: { issue: /ALTER USER/, revoke: /ALTER USER/ },
    subject: async () => {
      const names = await pair(server);
      return {
        parameters: names,
        current: { handle: names.username1, secret: { username: names.username1, password: "first" } },
        accepts: ({ username, password }) =>
          server.canLogin({ username: String(username), password: String(password) }),
        held: async () => {
          const rows = await server.run("SELECT User AS name FROM mysql.user WHERE User IN (?, ?)", [
            names.username1,
            names.username2,
          ]);
          return rows.map(({ name }) => String(name));
        },
      };
    },
    stop: () => server.stop(),
  };
};
