import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { installation, keyHolders } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { transact } from "../transaction.ts";
import type { Keyring } from "./key-service.ts";

/**
 * A process says which keys it has: before it reads the data keys, and each minute. Until it has been silent for three
 * minutes no key takes over that it lacks.
 */
export function noteHolder(database: Database, owner: string, keyring: Keyring): Promise<void> {
  return transact(database, async (tx) => {
    // Whoever lets another key take over holds this row: either they see us, or we see their key.
    tx.send(shareInstallation());
    tx.send(note({ owner, keyIds: keyList(keyring.map(({ id }) => id)) }));
    tx.send(forgetLongGone());
  });
}

/** The process has ended, and keeps no key from taking over. */
export function removeHolder(database: Database, owner: string): Promise<void> {
  return transact(database, async (tx) => tx.send(remove({ owner })));
}

/** Ids of keys as one value. */
const keyList = (ids: readonly string[]): string => JSON.stringify(ids);

const shareInstallation = compile(sql`select from ${installation} for share`);

const note = compile<"owner" | "keyIds">(sql`
  insert into ${keyHolders} (owner, key_ids, seen_at)
  select ${sql.placeholder("owner")}, array(select jsonb_array_elements_text(${sql.placeholder("keyIds")}::jsonb)), now()
  on conflict (owner) do update set key_ids = excluded.key_ids, seen_at = excluded.seen_at`);

const forgetLongGone = compile(sql`delete from ${keyHolders} where seen_at < now() - interval '1 day'`);

const remove = compile<"owner">(sql`delete from ${keyHolders} where owner = ${sql.placeholder("owner")}`);
