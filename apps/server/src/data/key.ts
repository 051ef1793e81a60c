import { existsSync } from "node:fs";
import { join } from "node:path";
import { generateKeyFile, type Keyring, keyFromEnvironment, keyFromFile } from "@turnbolt/store";

export interface FoundKey {
  readonly keyring: Keyring;
  /** Where it was made just now; `null` when it was there already. */
  readonly madeAt: string | null;
}

/** The key that was given, or the one in the data folder, which the first start makes (0600). */
export async function findKey(given: string | undefined, dataDirectory: string): Promise<FoundKey> {
  if (given !== undefined) return { keyring: [keyFromEnvironment(given)], madeAt: null };
  const file = join(dataDirectory, "key");
  if (existsSync(file)) return { keyring: [await keyFromFile(file)], madeAt: null };
  return { keyring: [await generateKeyFile(file)], madeAt: file };
}
