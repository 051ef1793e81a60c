import { randomBytes } from "node:crypto";
import { chmod, open, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface RootToken {
  readonly value: string;
  /** Where it lies; `null` when it was given from outside. */
  readonly file: string | null;
}

const SHORTEST = 32;

/** The token that opens everything: the one that was given, or the one that the first start writes (0600). */
export async function findRootToken(given: string | undefined, dataDirectory: string): Promise<RootToken> {
  if (given !== undefined) return { value: given, file: null };
  const file = join(dataDirectory, "root-token");
  const known = await readOptional(file);
  if (known === undefined) return { value: await make(file), file };
  const value = known.trim();
  if (value.length < SHORTEST) {
    throw new Error(
      `${file} does not hold a token of at least ${SHORTEST} characters: remove it to get a new one.`,
    );
  }
  await chmod(file, 0o600);
  return { value, file };
}

async function make(file: string): Promise<string> {
  const value = `tbr_${randomBytes(32).toString("base64url")}`;
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(`${value}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return value;
}

function readOptional(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
