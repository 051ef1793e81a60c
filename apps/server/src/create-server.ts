import { resolve } from "node:path";
import { type AppRouter, createApi, type Plugins, type Services } from "@turnbolt/api";
import { type Clock, createRegistry, type Limits, type RotationProvider } from "@turnbolt/core";
import type { PostgresLedger } from "@turnbolt/store";
import type { Logger } from "pino";
import { type Closing, newClosing } from "./closing.ts";
import { connectParts } from "./compose.ts";
import { openHighWater } from "./data/high-water.ts";
import { findKey } from "./data/key.ts";
import { findRootToken, type RootToken } from "./data/root-token.ts";
import { lockDataFolder } from "./embedded/index.ts";
import { readEnvironment, type Settings } from "./env.ts";
import { loadPlugins } from "./load-plugins.ts";
import { createLog } from "./log.ts";
import { type Door, openDoor } from "./open-door.ts";
import { openStore } from "./open-store.ts";
import { type LoadedPlugin, pluginPackages } from "./plugin-packages.ts";

export interface ServerOptions<Ps extends Plugins = Plugins> {
  readonly plugins: Ps;
  /** Over what the environment says. */
  readonly settings?: Partial<Settings>;
  readonly log?: Logger;
  /** Told what goes on while it starts, in plain words. */
  readonly tell?: (message: string) => void;
  readonly limits?: Partial<Limits>;
  /** For those who watch the lifecycle from outside, as tests of crashes do. */
  readonly wrapLedger?: (ledger: PostgresLedger) => PostgresLedger;
  /** By which turns at a target are waited for, where a test has one of its own. */
  readonly turnClock?: Pick<Clock, "now" | "monotonic" | "at">;
}

/** A running Turnbolt. */
export interface Server {
  /** Where the API answers; `null` for a worker. */
  readonly url: string | null;
  /** Whether the dashboard is there, too. */
  readonly hasDashboard: boolean;
  readonly database: "embedded" | "external";
  readonly rootToken: RootToken;
  readonly services: Services;
  readonly settings: Settings;
  readonly log: Logger;
  /** Where the key was made just now. */
  readonly keyMadeAt: string | null;
  readonly warnings: readonly string[];
  /** Settles when the server cannot go on: its own database has ended. */
  readonly failed: Promise<string>;
  /** How many batches of work are under way. */
  busy(): number;
  /** Ends the step in hand and everything else in order. */
  stop(): Promise<void>;
}

/**
 * Starts Turnbolt with a list of plugins; the list types the API.
 *
 * @example
 * import { createServer, plugins } from "@turnbolt/server";
 * const server = await createServer({ plugins: [...plugins, mine] });
 */
export async function createServer<const Ps extends Plugins>(options: ServerOptions<Ps>): Promise<Server> {
  const closing = newClosing();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.run();
    throw error;
  }
}

async function start<const Ps extends Plugins>(
  options: ServerOptions<Ps>,
  closing: Closing,
): Promise<Server> {
  const { settings, warnings } = settle(options);
  const log = options.log ?? createLog(settings.logLevel ?? "info");
  const { dataDirectory } = settings;
  const lock = lockDataFolder(dataDirectory);
  closing.add(async () => lock.release());
  const { keyring, madeAt } = await findKey(settings);
  const rootToken = await findRootToken(settings.rootToken, dataDirectory);
  const extra = await loadPlugins(settings.plugins, ".");
  const all: Plugins = [...options.plugins, ...extra];
  const registry = createRegistry(all);
  const packages = await pluginPackages(all, named(extra, settings.plugins));
  const store = await openStore({
    databaseUrl: settings.databaseUrl,
    dataDirectory,
    keyring,
    owner: lock.id,
    log: options.tell ?? (() => {}),
  });
  closing.add(store.stop);
  const highWater = await openHighWater({
    database: store.database,
    directory: dataDirectory,
    installation: store.installation,
    onQuarantine: (rotations) =>
      log.warn(
        { rotations },
        "the database is older than this data folder, or new to it: everything is verified first",
      ),
  });
  closing.add(highWater.settled);
  const { limits, wrapLedger, turnClock } = options;
  let http: Door | null = null;
  const url = () => http?.url ?? `http://${settings.host}:${settings.port}`;
  const found = { settings, log, store, highWater, registry, packages, limits, wrapLedger, turnClock, url };
  const running = await connectParts(found, closing);
  const router: AppRouter = createApi(all);
  if (settings.role !== "worker") {
    http = await openDoor({ settings, log, store, router, plugins: all, rootToken }, running);
    closing.add(http.stop);
  }
  // Told first and waited for later: no step begins while the doors close.
  closing.add(async () => void running.worker.stop());
  return {
    url: http?.url ?? null,
    hasDashboard: http?.hasDashboard ?? false,
    database: store.kind,
    rootToken,
    services: running.services,
    settings,
    log,
    keyMadeAt: madeAt,
    warnings,
    failed: store.ended.then(() =>
      closing.begun ? new Promise<never>(() => {}) : "The embedded database has ended.",
    ),
    busy: () => running.worker.busy(),
    stop: () => closing.run(),
  };
}

/** Plugins come in the order of their names. */
const named = (providers: readonly RotationProvider[], names: readonly string[]): readonly LoadedPlugin[] =>
  providers.map((provider, index) => ({ provider, name: names[index] ?? "", from: "." }));

function settle({ settings: given }: ServerOptions): { settings: Settings; warnings: readonly string[] } {
  const { settings, warnings } = readEnvironment();
  const merged = { ...settings, ...given };
  return { settings: { ...merged, dataDirectory: resolve(merged.dataDirectory) }, warnings };
}
