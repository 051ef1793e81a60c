import { randomInt } from "node:crypto";
import { closeSync, mkdtempSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Supervised, supervise } from "@turnbolt/embedded";

/** A server program that runs in a temporary folder and ends with this process, however that dies. */
export interface RunningServer {
  readonly folder: string;
  /** Everything it has printed. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

const SELF = {
  name: "this account",
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
  spawn: {},
  prefix: [],
};

const UP_WITHIN_MS = 30_000;

/** A folder for one server. */
export const newFolder = (name: string): string => mkdtempSync(join(tmpdir(), `turnbolt-${name}-`));

/** Starts a program and waits until `ready` gives true; what it printed is in the error when that never comes. */
export async function runServer(
  folder: string,
  command: readonly string[],
  ready: () => Promise<boolean>,
  signal: "INT" | "TERM" = "INT",
): Promise<RunningServer> {
  const logFile = join(folder, "log");
  const output = openSync(logFile, "a");
  const server = supervise(command, {
    account: SELF,
    directory: folder,
    output,
    removeAfter: folder,
    signal,
  });
  closeSync(output);
  const log = () => readFile(logFile, "utf8");
  try {
    await up(server, ready);
  } catch (cause) {
    const printed = await log().catch(() => "");
    await server.stop();
    throw new Error(`${command[0]} did not come up: ${printed.slice(-2000)}`, { cause });
  }
  return { folder, log, stop: () => server.stop() };
}

async function up(server: Supervised, ready: () => Promise<boolean>): Promise<void> {
  let ended = false;
  void server.ended.finally(() => {
    ended = true;
  });
  const from = performance.now();
  while (!(await ready().catch(() => false))) {
    if (ended || performance.now() - from > UP_WITHIN_MS)
      throw new Error(ended ? "it ended" : "it is silent");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * A port of the loopback that was free a moment ago. Drawn from below those that the system gives to outgoing
 * connections, so that nobody gets it by chance before the server does.
 */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (await isFree(host, port)) return port;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .listen(port, host, () => probe.close(() => resolve(true)));
  });
}
