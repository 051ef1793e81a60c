import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, ErrorReply } from "redis";
import { freePort, newFolder, type RunningServer, runServer } from "./run-server.ts";
import type { Target } from "./target.ts";

interface Login {
  readonly username: string;
  readonly password: string;
}

/** A private Redis with an ACL file, where nobody gets in without a password. */
export interface RedisTarget extends Target<Login & { host: string; port: number }, Login> {
  /** Sends a command as the administrator. */
  run(...words: string[]): Promise<unknown>;
  /** What the ACL file says. */
  readonly aclFile: string;
  /** Ends the server and starts it again on the same folder: what is not in the ACL file is lost. */
  restart(): Promise<void>;
}

export const findRedis = (): string | undefined =>
  ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].find((path) => existsSync(path));

const ADMIN = { username: "default", password: "password-of-the-administrator" };

/**
 * @example
 * const target = await redisTarget().start();
 * await target.run("ACL", "SETUSER", "app", "on", ">first", "~*", "+@all");
 * expect(await target.canLogin({ username: "app", password: "first" })).toBe(true);
 */
export function redisTarget(
  options: { readonly withoutAclFile?: boolean; readonly settings?: readonly string[] } = {},
): RedisTarget {
  let running: { server: RunningServer; port: number; folder: string } | undefined;
  const here = () => {
    if (!running) throw new Error("the Redis target is not running: call start() first");
    return running;
  };
  const launch = async (folder: string, port: number) => {
    const program = findRedis();
    if (!program) throw new Error('no Redis on this machine: ask requireTarget("redis") first');
    const users = options.withoutAclFile
      ? ["--requirepass", ADMIN.password]
      : ["--aclfile", join(folder, "users.acl")];
    const command = [program, "--bind", "127.0.0.1", "--port", String(port), "--dir", folder, ...users];
    const quiet = ["--save", "", "--appendonly", "no", ...(options.settings ?? [])];
    return await runServer(folder, [...command, ...quiet], () => canLogin(port, ADMIN));
  };
  const begin = async (users: string, port: number) => {
    const folder = newFolder("redis");
    if (!options.withoutAclFile) writeFileSync(join(folder, "users.acl"), users);
    running = { server: await launch(folder, port), port, folder };
  };
  const target: RedisTarget = {
    start: async () => {
      await begin(`user default on #${hashOf(ADMIN.password)} ~* &* +@all\n`, await freePort());
      return target;
    },
    get admin() {
      return { host: "127.0.0.1", port: here().port, ...ADMIN };
    },
    get aclFile() {
      return join(here().folder, "users.acl");
    },
    canLogin: (login) => canLogin(here().port, login),
    run: (...words) => as(here().port, ADMIN, (client) => client.sendCommand(words)),
    restart: async () => {
      const { server, port } = here();
      // The folder goes with the server.
      const users = options.withoutAclFile ? "" : readFileSync(target.aclFile, "utf8");
      await server.stop();
      await begin(users, port);
    },
    stop: async () => {
      await running?.server.stop();
      running = undefined;
    },
  };
  return target;
}

const hashOf = (password: string): string => createHash("sha256").update(password).digest("hex");

async function canLogin(port: number, login: Login): Promise<boolean> {
  try {
    // Any command will do; without the right to it the login was taken all the same.
    await as(port, login, (client) => client.sendCommand(["ACL", "WHOAMI"]));
    return true;
  } catch (error) {
    if (error instanceof ErrorReply && error.message.startsWith("WRONGPASS")) return false;
    if (error instanceof ErrorReply && error.message.startsWith("NOPERM")) return true;
    throw error;
  }
}

type Client = ReturnType<typeof createClient>;

async function as<T>(port: number, login: Login, work: (client: Client) => Promise<T>): Promise<T> {
  const socket = { host: "127.0.0.1", port, reconnectStrategy: false as const };
  const client: Client = createClient({ ...login, socket, disableClientInfo: true });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.destroy();
  }
}
