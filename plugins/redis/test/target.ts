import { randomUUID } from "node:crypto";
import { type RedisTarget, redisTarget, type TargetName } from "@turnbolt/targets";
import type { StartTarget, Target } from "@turnbolt/testkit";

/** The connection that the README makes. */
export const LOGIN = { username: "turnbolt", password: "password-of-turnbolt" };

export const GRANT = [
  ...["resetkeys", "resetchannels", "-@all"],
  ...["+acl|setuser", "+acl|deluser", "+acl|users", "+acl|save", "+acl|dryrun"],
];

/** What not every machine has. */
export const needs: TargetName = "redis";

/** A server with a user who has exactly the rights that the README asks for. */
export async function startRedis(options: Parameters<typeof redisTarget>[0] = {}) {
  const server = await redisTarget(options).start();
  await server.run("ACL", "SETUSER", LOGIN.username, "on", `>${LOGIN.password}`, ...GRANT);
  const { host, port } = server.admin;
  return { server, connection: { host, port, ...LOGIN, sslEnabled: false } };
}

/** What the testkit calls. */
export const startTarget: StartTarget = async (): Promise<Target> => {
  const { server, connection } = await startRedis();
  return {
    connection,
    brokenConnection: { ...connection, password: "not the password" },
    closedConnection: { ...connection, port: 1 },
    requests: { issue: /SETUSER/, revoke: /DELUSER/ },
    subject: async () => subjectAt(server),
    stop: () => server.stop(),
  };
};

function subjectAt(server: RedisTarget) {
  const prefix = `p${randomUUID().slice(0, 8)}`;
  const users = async (): Promise<string[]> =>
    ((await server.run("ACL", "USERS")) as string[]).filter((name) => name.startsWith(`${prefix}-`)); // as it says
  return {
    parameters: { prefix, permissionScope: "~app:* +@read" },
    accepts: ({ username, password }: Record<string, unknown>) =>
      server.canLogin({ username: String(username), password: String(password) }),
    held: users,
    plantStranger: async () => {
      const name = `${prefix}-of-somebody-else`;
      await server.run("ACL", "SETUSER", name, "on", ">theirs");
      return name;
    },
    removeStranger: async (name: string) => void (await server.run("ACL", "DELUSER", name)),
  };
}
