import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { initCluster, installedBinaries, type Place, place, startCluster } from "@turnbolt/embedded";
import { lockFile } from "./data-lock.ts";

/** The default database: a PostgreSQL of our own that lives and dies with this process. */
export interface EmbeddedDatabase {
  /** How to connect, with the password: never for a log. */
  readonly url: string;
  /** Where the data lies. */
  readonly directory: string;
  /** Settles when the server has ended, whether or not it was told to. */
  readonly ended: Promise<number | null>;
  /** Ends the server and gives its folder free. Nothing that was committed is lost. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL in `<directory>/<name>`, making it on the first start. One process at a time: a second one
 * gets DataFolderInUse. What a killed predecessor left running is waited for.
 *
 * @example
 * const database = await startEmbedded({ directory: ".turnbolt", log: console.log });
 * const sql = postgres(database.url);
 */
export async function startEmbedded(options: {
  directory: string;
  name?: string;
  /** Always this one, instead of any that is free. */
  port?: number | undefined;
  log?: (message: string) => void;
  /** Off only where the data may be lost with the machine. */
  fsync?: boolean;
}): Promise<EmbeddedDatabase> {
  const { directory, name = "postgres", port, fsync = true, log = () => {} } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const folder = join(directory, name);
  const release = lockFile(`${folder}.lock`, folder);
  try {
    const found = await place({ directory: folder, binaries: await installedBinaries(), log });
    const data = join(found.directory, "data");
    const password = await prepare(found, data, fsync, log);
    const settings = { ...SETTINGS, fsync: fsync ? "on" : "off" };
    const cluster = await startCluster({ ...found, directory: data, settings, port, log });
    return {
      url: `postgres://${USERNAME}:${password}@${cluster.host}:${cluster.port}/postgres`,
      directory: found.directory,
      ended: cluster.ended,
      stop: () => cluster.stop().finally(release),
    };
  } catch (error) {
    release();
    throw error;
  }
}

const USERNAME = "turnbolt";

const SETTINGS = {
  max_connections: "100",
  shared_buffers: "64MB",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
  // A statement or a row may hold what nobody may read in a log.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
};

async function prepare(
  found: Place,
  data: string,
  sync: boolean,
  log: (message: string) => void,
): Promise<string> {
  const passwordFile = join(found.directory, "password");
  const made = await readOptional(join(data, "PG_VERSION"));
  const major = String(Number.parseInt(found.binaries.version, 10));
  if (made === undefined) {
    log("making a new database");
    const password = (await readOptional(passwordFile)) || (await newPassword(passwordFile));
    await chown(passwordFile, found.account.uid, found.account.gid);
    await initCluster({ ...found, directory: data, username: USERNAME, passwordFile, sync });
    return password;
  }
  if (made.trim() !== major) {
    throw new Error(
      `The database in ${data} was made by PostgreSQL ${made.trim()}, and this Turnbolt brings ${major}. ` +
        "Start it with the Turnbolt it was made by, dump it, and load the dump into a new data folder.",
    );
  }
  const password = await readOptional(passwordFile);
  if (password) return password;
  throw new Error(
    `The password of the embedded PostgreSQL is missing: put ${passwordFile} back from a backup.`,
  );
}

// On disk before the database is, so that a crash in between loses nothing.
async function newPassword(file: string): Promise<string> {
  const password = randomBytes(32).toString("base64url");
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(password);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return password;
}

function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
