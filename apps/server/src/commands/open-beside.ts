import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  createCipher,
  createQueries,
  type Database,
  type Keyring,
  openDatabase,
  type StoreCipher,
} from "@turnbolt/store";
import { findKey, type GivenKeys } from "../data/key.ts";
import { DataFolderInUse, runningEmbedded, startEmbedded } from "../embedded/index.ts";
import type { Settings } from "../env.ts";

/** The database of an installation, for a command that only looks. */
export interface Beside {
  readonly database: Database;
  readonly cipher: StoreCipher;
  readonly installation: string;
  close(): Promise<void>;
}

/**
 * Opens the database beside a server that may run or not: an embedded one that runs is connected to, one that does
 * not is started for as long as it takes. Makes nothing: no key, no folder, no tables.
 */
export async function openBeside(settings: Settings): Promise<Beside> {
  const dataDirectory = resolve(settings.dataDirectory);
  const keyring = await findKeyring({ ...settings, dataDirectory });
  const found =
    settings.databaseUrl === undefined
      ? await reachEmbedded(dataDirectory)
      : { url: settings.databaseUrl, stop: async () => {} };
  const database = openDatabase({ url: found.url, max: 2 });
  const close = async () => {
    await database.close().finally(found.stop);
  };
  try {
    const queries = createQueries(database);
    // Asked first by itself: whether it lets us in at all.
    await database.now();
    if (!(await queries.installation.isReady().catch(() => false))) {
      throw new Error(
        "The tables are not those of this version of Turnbolt: use the version that made them.",
      );
    }
    const cipher = await createCipher({ database, keyring });
    return { database, cipher, installation: await queries.installation.id(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function findKeyring(given: GivenKeys): Promise<Keyring> {
  if (given.key !== undefined || existsSync(join(given.dataDirectory, "key")))
    return (await findKey(given)).keyring;
  throw new Error(
    `There is no key in ${given.dataDirectory}: name the data folder with TURNBOLT_DATA_DIR, or the key with TURNBOLT_KEY_FILE.`,
  );
}

async function reachEmbedded(directory: string): Promise<{ url: string; stop: () => Promise<void> }> {
  if (!existsSync(join(directory, "postgres"))) {
    throw new Error(
      `There is no database in ${directory}: name the data folder with TURNBOLT_DATA_DIR, or the database with TURNBOLT_DATABASE_URL.`,
    );
  }
  try {
    return await startEmbedded({ directory });
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
    return { url: await runningEmbedded(directory), stop: async () => {} };
  }
}
