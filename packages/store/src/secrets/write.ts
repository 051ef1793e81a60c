import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { nameTaken } from "../name-taken.ts";
import { rotations, secrets, secretVersions } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { type Row, type Transaction, transact } from "../transaction.ts";
import { dropSecrets, ofSecrets } from "./drop.ts";
import type { SecretAt } from "./read.ts";
import { placed, type StoredSecret, toStored } from "./rows.ts";
import { inFolder, oneFolder } from "./scope.ts";

/** Where a secret is, as its audit rows tell it. */
export type SecretPlace = Pick<StoredSecret, "projectId" | "environment" | "path">;

/** A secret that a person writes. Its value is bound to its id and version, which are therefore known before. */
export interface NewSecret extends SecretPlace {
  readonly id: string;
  readonly folderId: string;
  readonly name: string;
  readonly comment: string;
  readonly skipMultilineEncoding: boolean | null;
  readonly sealed: Uint8Array;
}

/** A secret under its lock. */
export interface LockedSecret extends StoredSecret {
  /** The rotation that writes it, by its name; `null`: people do. */
  readonly rotation: string | null;
  /** The number that a new version gets. */
  readonly nextVersion: number;
}

/** What is not named stays as it is. */
export interface SecretChange {
  readonly name?: string | undefined;
  readonly comment?: string | undefined;
  readonly skipMultilineEncoding?: boolean | null | undefined;
  /** Sealed as `nextVersion`. */
  readonly sealed?: Uint8Array | undefined;
}

/** Version 1, its audit row, all in one transaction. Throws `taken` naming it. */
export function createSecret(database: Database, secret: NewSecret, author: Author): Promise<StoredSecret> {
  const write = () =>
    transact(database, async (tx) => {
      const { id, folderId, name, comment, skipMultilineEncoding, sealed } = secret;
      const made = tx.ask(insert({ id, folderId, name, comment, skip: skipMultilineEncoding }));
      tx.send(addVersion({ id, number: 1, sealed: Buffer.from(sealed), author: author.id }));
      tell(tx, { ...secret, version: 1 }, "secret.created", "a secret was made", author);
      const [row] = await made;
      return storedOf(row ?? {}, secret);
    });
  return nameTaken(() => secret.name, write);
}

/** `decide` sees the locked row and answers with a change or throws; `null`: there is no such secret. */
export function changeSecret(
  database: Database,
  at: Omit<SecretAt, "version">,
  decide: (secret: LockedSecret) => Promise<SecretChange>,
  author: Author,
): Promise<StoredSecret | null> {
  let wanted = at.name;
  const write = () =>
    transact(database, async (tx) => {
      const secret = await lockSecret(tx, at);
      if (!secret) return null;
      const { id, nextVersion } = secret;
      const change = await decide(secret);
      const { name = secret.name, comment = secret.comment, sealed } = change;
      const { skipMultilineEncoding: skip = secret.skipMultilineEncoding } = change;
      wanted = name;
      const version = sealed ? nextVersion : secret.version;
      if (sealed)
        tx.send(addVersion({ id, number: version, sealed: Buffer.from(sealed), author: author.id }));
      const updated = tx.ask(update({ id, name, comment, skip, version }));
      const renamed = name === at.name ? {} : { from: at.name };
      tell(tx, { ...secret, name, version }, "secret.updated", "a secret was changed", author, renamed);
      const [row] = await updated;
      return storedOf(row ?? {}, secret);
    });
  return nameTaken(() => wanted, write);
}

/** `decide` may throw; gives the secret as it was, or `null` when there is none. Its values go with it. */
export function removeSecret(
  database: Database,
  at: Omit<SecretAt, "version">,
  decide: (secret: LockedSecret) => void,
  author: Author,
): Promise<StoredSecret | null> {
  return transact(database, async (tx) => {
    const secret = await lockSecret(tx, at);
    if (!secret) return null;
    decide(secret);
    await dropSecrets(tx, ofSecrets([secret.id]));
    tell(tx, secret, "secret.removed", "a secret was removed", author);
    return secret;
  });
}

async function lockSecret(
  tx: Transaction,
  { name, ...at }: Omit<SecretAt, "version">,
): Promise<LockedSecret | null> {
  const [row] = await tx.ask(lock({ ...inFolder(at), name }));
  if (!row) return null;
  const secret = toStored(row);
  const rotation = row.rotation === null ? null : String(row.rotation);
  return { ...secret, rotation, nextVersion: secret.version + 1 };
}

const storedOf = (row: Row, { projectId, environment, path }: SecretPlace): StoredSecret =>
  toStored({ ...row, number: row.version, project_id: projectId, environment, path });

function tell(
  tx: Transaction,
  {
    id,
    name,
    version,
    projectId,
    environment,
    path,
  }: SecretPlace & Pick<StoredSecret, "id" | "name" | "version">,
  kind: string,
  message: string,
  author: Author,
  more: Readonly<Record<string, string>> = {},
): void {
  const data = { name, version, environment, path, ...more };
  tx.send(insertAudit(auditRows({ kind, message, projectId, secretId: id, data }, author)));
}

const id = sql`${sql.placeholder("id")}::uuid`;
const written = sql.raw(
  "id, name, comment, skip_multiline_encoding, rotation_id, version, created_at, updated_at",
);

const insert = compile<"id" | "folderId" | "name" | "comment" | "skip">(sql`
  insert into ${secrets} (id, folder_id, name, comment, skip_multiline_encoding, version)
  values (${id}, ${sql.placeholder("folderId")}::uuid, ${sql.placeholder("name")}, ${sql.placeholder("comment")},
    ${sql.placeholder("skip")}::boolean, 1) returning ${written}`);

const addVersion = compile<"id" | "number" | "sealed" | "author">(sql`
  insert into ${secretVersions} (secret_id, number, value, created_by)
  values (${id}, ${sql.placeholder("number")}::int, ${sql.placeholder("sealed")}::bytea, ${sql.placeholder("author")})`);

const update = compile<"id" | "name" | "comment" | "skip" | "version">(sql`
  update ${secrets} set name = ${sql.placeholder("name")}, comment = ${sql.placeholder("comment")},
    skip_multiline_encoding = ${sql.placeholder("skip")}::boolean, version = ${sql.placeholder("version")}::int,
    updated_at = ${NOW}
  where id = ${id} returning ${written}`);

/** Also one whose first value is still on its way: only its rotation may write it. */
const lock = compile<"projectId" | "environment" | "path" | "name">(sql`
  with p as (${placed(oneFolder)})
  select s.id, s.name, s.comment, s.skip_multiline_encoding, s.rotation_id, coalesce(s.version, 0) as number,
    s.created_at, s.updated_at, p.project_id, p.environment, p.path,
    (select r.name from ${rotations} r where r.id = s.rotation_id) as rotation
  from p join ${secrets} s on s.folder_id = p.id where s.name = ${sql.placeholder("name")} for update of s`);
