import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Database, quarantine, readHighWater } from "@turnbolt/store";

/** The number of claims that this data folder has seen, kept outside the database that it is about. */
export interface HighWater {
  /** Writes down where the database is now; many calls at once become one. */
  note(): void;
  /** Waits until what was noted is written. */
  settled(): Promise<void>;
}

/**
 * Compares the database with what this folder remembers of it. A database that is behind, or one that this folder has
 * never seen, may be a restored backup or a clone: then every credential is verified before anything is changed.
 */
export async function openHighWater(options: {
  readonly database: Database;
  readonly directory: string;
  readonly installation: string;
  readonly onQuarantine: (rotations: number) => void;
}): Promise<HighWater> {
  const { database, directory, installation } = options;
  const file = join(directory, "high-water");
  const known = await remembered(file, installation);
  const reached = await readHighWater(database);
  if (known === null ? reached > 0 : known > reached) {
    const rotations = await quarantine(database, known ?? reached);
    if (rotations > 0) options.onQuarantine(rotations);
  }
  const write = async () => replace(file, `${installation} ${await readHighWater(database)}\n`);
  await write();
  return inTurn(write);
}

async function remembered(file: string, installation: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const [whose, mark] = text.trim().split(" ");
  return whose === installation && mark !== undefined && /^\d+$/.test(mark) ? Number(mark) : null;
}

/** Whole or not at all. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** One write at a time; whatever is noted meanwhile is one more. */
function inTurn(write: () => Promise<void>): HighWater {
  let wanted = false;
  let writing: Promise<void> | null = null;
  const drain = async () => {
    while (wanted) {
      wanted = false;
      // A mark that is behind only makes a later start more careful.
      await write().catch(() => {});
    }
    writing = null;
  };
  return {
    note: () => {
      wanted = true;
      writing ??= drain();
    },
    settled: async () => {
      await writing;
    },
  };
}
