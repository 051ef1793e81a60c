import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The right of this process, and no other, to use a data folder. */
export interface DataLock {
  /** Names the folder for as long as it exists. */
  readonly id: string;
  /** Gives the folder free; the end of the process, of whatever kind, does the same. */
  release(): void;
}

/** Another process uses the folder; the message says which folder, by whom, and what to do. */
export class DataFolderInUse extends Error {}

/**
 * Takes the data folder for this process, whichever database it works with.
 *
 * @example
 * const lock = lockDataFolder(".turnbolt"); // throws DataFolderInUse where a server is running already
 */
export function lockDataFolder(directory: string): DataLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = lockFile(join(directory, "lock"), directory);
  return { id: folderId(directory), release };
}

/**
 * Takes the lock that `file` stands for; `what` is what is in use when it is taken. It is SQLite's exclusive lock,
 * which is one of the operating system's: a dead process holds nothing, and a process number that was given to
 * another program, or that means nothing outside its container, deceives nobody.
 */
export function lockFile(file: string, what: string): () => void {
  const holder = `${file}-holder`;
  const database = new DatabaseSync(file);
  try {
    // A predecessor that was killed this moment may need a few milliseconds to be gone.
    database.exec("pragma busy_timeout = 500; begin exclusive");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new DataFolderInUse(
      `${resolve(what)} is in use by another Turnbolt${holderIn(holder)}. ` +
        "Stop that one first, or choose another data folder with TURNBOLT_DATA_DIR.",
      { cause: error },
    );
  }
  writeFileSync(holder, `process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`);
  // A lock that nobody refers to would be given back by the garbage collector.
  held.add(database);
  return () => {
    if (held.delete(database)) database.close();
  };
}

const held = new Set<DatabaseSync>();

function isBusy(error: unknown): boolean {
  const busy = 5;
  return error instanceof Error && "errcode" in error && error.errcode === busy;
}

function holderIn(file: string): string {
  const text = readOptional(file);
  return text === undefined ? "" : ` (${text})`;
}

function folderId(directory: string): string {
  const file = join(directory, "id");
  const known = readOptional(file);
  if (known) return known;
  const id = randomUUID();
  writeFileSync(file, id);
  return id;
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
