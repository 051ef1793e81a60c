import { type SQL, sql } from "drizzle-orm";
import { rotations, secrets, secretVersions, versions } from "../schema/index.ts";
import { compile, idList, type Statement } from "../statement.ts";
import type { Transaction } from "../transaction.ts";

/** Which secrets. */
export interface Scope {
  readonly shown: Statement;
  readonly drop: Statement;
}

/** These secrets. */
export const ofSecrets = (ids: readonly string[]): Scope => bySecret({ ids: idList(ids) });

/** Every secret in these folders. */
export const inFolderIds = (ids: readonly string[]): Scope => byFolder({ ids: idList(ids) });

/**
 * Removes secrets with their versions. The credential of a rotation that is gone was kept for the secrets that it left
 * behind: when the last of them goes, so does the value.
 */
export async function dropSecrets(tx: Transaction, { shown, drop }: Scope): Promise<void> {
  const credentials = (await tx.ask(shown)).map(({ id }) => String(id));
  tx.send(drop);
  if (credentials.length > 0) tx.send(erase({ ids: idList(credentials) }));
}

const ids = sql`any (${sql.placeholder("ids")}::uuid[])`;

function scope(where: SQL) {
  const shown = compile<"ids">(sql`
    select distinct c.id from ${secrets} s join ${secretVersions} n on n.secret_id = s.id
      join ${versions} c on c.id = n.version_id join ${rotations} r on r.id = c.rotation_id
    where ${where} and r.deleted_at is not null`);
  const drop = compile<"ids">(sql`delete from ${secrets} s where ${where}`);
  return (values: { readonly ids: string }): Scope => ({ shown: shown(values), drop: drop(values) });
}

const bySecret = scope(sql`s.id = ${ids}`);
const byFolder = scope(sql`s.folder_id = ${ids}`);

const erase = compile<"ids">(sql`
  update ${versions} c set sealed = null, answer = null
  where c.id = ${ids} and not exists (select from ${secretVersions} n where n.version_id = c.id)`);
