import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  generateKeyFile,
  type Keyring,
  type KeyService,
  keyFromEnvironment,
  keyFromFile,
} from "@turnbolt/store";

export interface FoundKey {
  readonly keyring: Keyring;
  /** Where it was made just now; `null` when it was there already. */
  readonly madeAt: string | null;
}

export interface GivenKeys {
  readonly key: string | undefined;
  readonly newKey: string | undefined;
  readonly dataDirectory: string;
}

/** The key that was given, or the one in the data folder, which the first start makes (0600); and the second one. */
export async function findKey({ key: given, newKey, dataDirectory }: GivenKeys): Promise<FoundKey> {
  const { key, madeAt } = await first(given, join(dataDirectory, "key"));
  const second = newKey === undefined ? null : keyFromEnvironment(newKey, "TURNBOLT_NEW_KEY");
  const others = second === null || second.id === key.id ? [] : [second];
  return { keyring: [key, ...others], madeAt };
}

async function first(
  given: string | undefined,
  file: string,
): Promise<{ readonly key: KeyService; readonly madeAt: string | null }> {
  if (given !== undefined) return { key: keyFromEnvironment(given), madeAt: null };
  if (existsSync(file)) return { key: await keyFromFile(file), madeAt: null };
  return { key: await generateKeyFile(file), madeAt: file };
}
