import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { previousEnded, readPidFile } from "./previous.ts";
import { type Supervised, supervise } from "./supervise.ts";

/** A running PostgreSQL. */
export interface Cluster {
  readonly host: string;
  readonly port: number;
  /** Where the server writes its log. */
  readonly logFile: string;
  /** Settles when the server has ended, whether or not it was told to. */
  readonly ended: Promise<number | null>;
  /** A fast shutdown: open transactions are rolled back, nothing that was committed is lost. */
  stop(): Promise<void>;
}

export interface StartOptions {
  binaries: Binaries;
  account: Account;
  /** The cluster, made by `initCluster`. */
  directory: string;
  settings?: Readonly<Record<string, string>>;
  /** Always this one, instead of any that is free. */
  port?: number | undefined;
  log?: (message: string) => void;
  /** A folder to remove once the server has ended, even if this process is dead by then. */
  removeAfter?: string;
}

/** Starts the cluster on a port of the loopback and waits until it takes connections. */
export async function startCluster(options: StartOptions): Promise<Cluster> {
  const log = options.log ?? (() => {});
  await previousEnded(options.directory, log);
  const logFile = join(dirname(options.directory), "server.log");
  await keepShort(logFile);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const before = await sizeOf(logFile);
    const server = await launch(options, port, logFile);
    if (await ready(server, options.directory, log)) {
      return { host: HOST, port, logFile, ended: server.ended, stop: server.stop };
    }
    const said = (await readFile(logFile)).subarray(before).toString("utf8").trim();
    // Somebody took the port in between, or the memory of a killed predecessor is still being given back.
    const passing = /could not bind|Address already in use|shared memory block/.test(said);
    if (!passing || attempt === ATTEMPTS) {
      if (options.removeAfter) await rm(options.removeAfter, { recursive: true, force: true });
      throw new Error(`The embedded PostgreSQL did not start in ${options.directory}: ${said}`);
    }
    await pause(100 * attempt);
  }
}

const HOST = "127.0.0.1";
const ATTEMPTS = 8;

async function launch(options: StartOptions, port: number, logFile: string): Promise<Supervised> {
  const settings = { ...options.settings, listen_addresses: HOST, unix_socket_directories: "" };
  const output = await open(logFile, "a", 0o600);
  try {
    return supervise(
      [
        options.binaries.postgres,
        ...["-D", options.directory, "-p", String(port)],
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      {
        account: options.account,
        directory: options.directory,
        output: output.fd,
        removeAfter: options.removeAfter,
      },
    );
  } finally {
    await output.close();
  }
}

async function ready(
  server: Supervised,
  directory: string,
  log: (message: string) => void,
): Promise<boolean> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  server.ended.then(end, end);
  for (let waited = 0; !ended; waited += 5) {
    if ((await readPidFile(directory))?.ready) return true;
    if (waited > 0 && waited % 5_000 === 0) log("PostgreSQL is still starting (recovering after a crash?)");
    await pause(5);
  }
  return false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}

async function keepShort(logFile: string): Promise<void> {
  if ((await sizeOf(logFile)) > 10_000_000) await rename(logFile, `${logFile}.1`);
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return 0;
      throw error;
    },
  );
}
