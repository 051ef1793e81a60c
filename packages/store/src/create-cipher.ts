import { hkdfSync } from "node:crypto";
import type { Cipher } from "@turnbolt/core";
import { cipherOver } from "./cipher.ts";
import { openDataKeys } from "./data-keys.ts";
import type { Database } from "./database.ts";
import type { Keyring } from "./keyring/key-service.ts";

export interface StoreCipher extends Cipher {
  /** Reads again which key seals here; a process that does not have it refuses to seal from then on. */
  refresh(): Promise<void>;
  /**
   * 32 bytes for one purpose, the same in every process of the installation and for as long as it lives, whichever key
   * wraps its data keys. Nobody gets from them to the key.
   */
  derive(purpose: string): Promise<Uint8Array>;
  /**
   * The same bytes, and the data key that they come from: with its id they can be had again, even where another one
   * has taken its place. Throws `CipherError` `unknown-key` for one that is not there.
   */
  deriveNamed(purpose: string, keyId?: string): Promise<{ readonly keyId: string; readonly key: Uint8Array }>;
}

/** Opens the database's data keys. Throws `CipherError` `key-mismatch`, naming both keys, when they want another key. */
export async function createCipher(options: {
  readonly database: Database;
  readonly keyring: Keyring;
}): Promise<StoreCipher> {
  const keys = await openDataKeys(options.database, options.keyring);
  const deriveNamed: StoreCipher["deriveNamed"] = async (purpose, keyId) => {
    const { id, key } = await (keyId === undefined ? keys.deriving() : keys.opening(keyId));
    return { keyId: id, key: new Uint8Array(hkdfSync("sha256", key, "", `turnbolt ${purpose}`, 32)) };
  };
  return {
    ...cipherOver(keys),
    refresh: keys.refresh,
    deriveNamed,
    derive: async (purpose) => (await deriveNamed(purpose)).key,
  };
}
