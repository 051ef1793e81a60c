import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppRouter } from "@turnbolt/api";
import { createClient, type TurnboltClient } from "@turnbolt/client";
import { freePort, type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import { environment } from "./env.ts";

const MAIN = join(import.meta.dirname, "../../../server/dist/main.js");
const TOKEN = "a-root-token-for-tests-0123456789abcdef";

/** A server as people start it, with a database of its own and something to rotate at. */
export interface Turnbolt {
  readonly url: string;
  /** May do everything. */
  readonly client: TurnboltClient<AppRouter>;
  /** Of the project that every installation begins with. */
  readonly projectId: string;
  /** Something to rotate at; never the server's own database. */
  readonly postgres: PostgresTarget;
  /** Its own database, for looking past the code under test. */
  readonly databaseUrl: string;
  /** Everything that it printed. */
  output(): string;
  /** Ends the process at once, as a crash does; `start` brings it back at the same address. */
  kill(): Promise<void>;
  /** `changed`: settings that are others from now on. */
  start(changed?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends everything. */
  stop(): Promise<void>;
}

export interface TurnboltOptions {
  /** More settings, as `TURNBOLT_PLUGINS`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** With the sandbox, which is left out otherwise. */
  readonly sandbox?: boolean;
  /** At a terminal, where the link for the first admin is shown. */
  readonly terminal?: boolean;
}

export async function startTurnbolt(options: TurnboltOptions = {}): Promise<Turnbolt> {
  const [own, postgres, port] = await Promise.all([
    postgresTarget().start(),
    postgresTarget().start(),
    freePort(),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "turnbolt-web-"));
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    ...environment,
    TURNBOLT_PORT: String(port),
    TURNBOLT_DATA_DIR: folder,
    TURNBOLT_DATABASE_URL: own.url,
    TURNBOLT_ROOT_TOKEN: TOKEN,
    // Tests ask as fast as they can.
    TURNBOLT_RATE_LIMIT_TOKEN: "0",
    TURNBOLT_RATE_LIMIT_ADDRESS: "0",
    ...options.settings,
  };
  let printed = "";
  let child: ChildProcess | null = null;
  const start = async (changed: Readonly<Record<string, string>> = {}) => {
    const begun = printed.length;
    Object.assign(settings, changed);
    child = launch(options, settings);
    const [running] = [child];
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (bytes: Buffer) => {
        printed += bytes.toString("utf8");
      });
    await ready(running, () => printed.slice(begun));
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    if (!ending || ending.exitCode !== null) return;
    const closed = once(ending, "close");
    ending.kill(signal);
    await closed;
  };
  await start();
  const client = createClient<AppRouter>({ url, token: TOKEN });
  return {
    url,
    client,
    projectId: (await client.projects.bySlug.query({ slug: "default" })).id,
    postgres,
    databaseUrl: own.url,
    output: () => printed,
    kill: () => end("SIGKILL"),
    start,
    stop: async () => {
      await end("SIGTERM");
      await Promise.all([own.stop(), postgres.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function launch(
  { sandbox = false, terminal = false }: TurnboltOptions,
  env: Record<string, string>,
): ChildProcess {
  const args = ["--disable-warning=ExperimentalWarning", MAIN, ...(sandbox ? [] : ["--no-sandbox"])];
  if (!terminal) return spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const command = [process.execPath, ...args].join(" ");
  return spawn("script", ["-qefc", command, "/dev/null"], { env, stdio: ["pipe", "pipe", "pipe"] });
}

/** Once it says so; what it printed instead is told when it ends. */
function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (output().includes("is ready.")) resolve();
    };
    child.stdout?.on("data", look);
    child.once("close", () => reject(new Error(`the server ended:\n${output()}`)));
    look();
  });
}
