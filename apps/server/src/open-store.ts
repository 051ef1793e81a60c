import {
  CipherError,
  createCipher,
  createLedger,
  createQueries,
  type Database,
  endOwnLeases,
  isStoreError,
  type Keyring,
  migrate,
  noteHolder,
  openDatabase,
  type PostgresLedger,
  type Queries,
  removeHolder,
  type StoreCipher,
} from "@turnbolt/store";
import { type EmbeddedDatabase, startEmbedded } from "./embedded/index.ts";

/** The database with everything of ours on it. */
export interface OpenStore {
  readonly kind: "embedded" | "external";
  readonly url: string;
  readonly database: Database;
  readonly queries: Queries;
  readonly ledger: PostgresLedger;
  readonly cipher: StoreCipher;
  readonly keyring: Keyring;
  readonly installation: string;
  /** The id of the locked data folder. */
  readonly owner: string;
  /** Settles when the embedded database has ended; never for an external one. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

export interface StoreOptions {
  /** Absent: the embedded database in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly dataDirectory: string;
  readonly keyring: Keyring;
  /** The id of the locked data folder. */
  readonly owner: string;
  readonly log: (message: string) => void;
}

/** Starts or reaches the database, brings its tables up to date, and makes sure that the key is its key. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const embedded = options.databaseUrl === undefined ? await startOurs(options) : null;
  const url = options.databaseUrl ?? embedded?.url ?? "";
  const database = openDatabase({ url });
  const stop = async () => {
    // Of one that vanished, or whose database has, the entry is too old soon.
    await removeHolder(database, options.owner).catch(() => {});
    await database.close().finally(() => embedded?.stop());
  };
  try {
    await reach(database, url);
    await migrate(database);
    await noteHolder(database, options.owner, options.keyring);
    const cipher = await withKey(options, database);
    await endOwnLeases(database, options.owner);
    const queries = createQueries(database);
    return {
      kind: embedded ? "embedded" : "external",
      url,
      database,
      queries,
      ledger: createLedger({ database, owner: options.owner }),
      cipher,
      keyring: options.keyring,
      installation: await queries.installation.id(),
      owner: options.owner,
      ended: embedded?.ended ?? new Promise(() => {}),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const startOurs = ({ dataDirectory, log }: StoreOptions): Promise<EmbeddedDatabase> =>
  startEmbedded({ directory: dataDirectory, log });

async function reach(database: Database, url: string): Promise<void> {
  try {
    await database.now();
  } catch (cause) {
    if (!isStoreError(cause)) throw cause;
    throw new Error(
      `The database at ${placeOf(url)} does not let us in: ${cause.message}. Is it running, and are user, password and ` +
        "database name in TURNBOLT_DATABASE_URL right?",
      { cause },
    );
  }
}

async function withKey({ dataDirectory, keyring }: StoreOptions, database: Database): Promise<StoreCipher> {
  try {
    return await createCipher({ database, keyring });
  } catch (cause) {
    if (!(cause instanceof CipherError) || cause.code !== "key-mismatch") throw cause;
    throw new Error(
      `Wrong key: ${cause.message}. Put that key back as ${dataDirectory}/key, or name it with TURNBOLT_KEY or ` +
        "TURNBOLT_KEY_FILE; while one key takes over from another, give both, the second as TURNBOLT_NEW_KEY. " +
        "Nothing was changed.",
      { cause },
    );
  }
}

/** Where a database is, without who logs in there. */
function placeOf(url: string): string {
  const { host, pathname } = URL.parse(url) ?? { host: "", pathname: "" };
  return host === "" ? "TURNBOLT_DATABASE_URL" : `${host}${pathname}`;
}
