import { hkdfSync } from "node:crypto";
import type { Cipher } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import { cipherOver } from "./cipher.ts";
import { keyFor, openDataKeys, unwrap } from "./data-keys.ts";
import type { Database } from "./database.ts";
import type { Keyring } from "./keyring/key-service.ts";
import { fromJsonRow } from "./rows.ts";
import { dataKeys, installation } from "./schema/index.ts";
import { compile } from "./statement.ts";
import { transact } from "./transaction.ts";

export interface StoreCipher extends Cipher {
  /** Reads again which key seals here; one that has been replaced refuses to seal from then on. */
  refresh(): Promise<void>;
  /**
   * 32 bytes for one purpose, the same in every process of the installation and for as long as it lives, whichever key
   * wraps its data keys. Nobody gets from them to the key.
   */
  derive(purpose: string): Promise<Uint8Array>;
}

/** Opens the database's data keys. Throws `CipherError` `key-mismatch`, naming both keys, when they want another key. */
export async function createCipher(options: {
  readonly database: Database;
  readonly keyring: Keyring;
}): Promise<StoreCipher> {
  const keys = await openDataKeys(options.database, options.keyring);
  return {
    ...cipherOver(keys),
    refresh: keys.refresh,
    derive: async (purpose) => {
      const { key } = await keys.deriving();
      return new Uint8Array(hkdfSync("sha256", key, "", `turnbolt ${purpose}`, 32));
    },
  };
}

/**
 * Makes the first key of the keyring the one that seals: every data key is opened with the key that it names and
 * wrapped anew, in one transaction. No value is touched. Gives how many data keys were wrapped.
 */
export function rewrapDataKeys(database: Database, keyring: Keyring): Promise<number> {
  const [first] = keyring;
  return transact(database, async (tx) => {
    tx.send(lockInstallation());
    const rows = (await tx.ask(list())).map(({ row }) => fromJsonRow(dataKeys, row));
    const old = rows.filter(({ keyId }) => keyId !== first.id);
    for (const { id, keyId, wrapped } of old) {
      const again = await first.wrap(await unwrap(keyFor(keyring, keyId), wrapped));
      tx.send(replace({ id, keyId: first.id, wrapped: Buffer.from(again) }));
    }
    tx.send(sealWith({ keyId: first.id }));
    return old.length;
  });
}

const lockInstallation = compile(sql`select from ${installation} for update`);
const list = compile(sql`select to_json(k) as row from ${dataKeys} k`);
const replace = compile<"id" | "keyId" | "wrapped">(sql`
  update ${dataKeys} set wrapped = ${sql.placeholder("wrapped")}::bytea, key_id = ${sql.placeholder("keyId")}
  where id = ${sql.placeholder("id")}::uuid`);
const sealWith = compile<"keyId">(sql`update ${installation} set key_id = ${sql.placeholder("keyId")}`);
