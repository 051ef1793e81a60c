import { type SQL, sql } from "drizzle-orm";
import { fromHex } from "../schema/columns.ts";
import { environments, folders, rotations, secrets, secretVersions, versions } from "../schema/index.ts";
import type { Row } from "../transaction.ts";

/** A folder by the names that clients know it by. */
export interface FolderAt {
  readonly projectId: string;
  readonly environment: string;
  readonly path: string;
}

/** A secret in its folder; no value. */
export interface StoredSecret {
  readonly id: string;
  readonly name: string;
  readonly comment: string;
  readonly skipMultilineEncoding: boolean | null;
  /** The rotation that writes it; `null`: people do. */
  readonly rotationId: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly projectId: string;
  /** A slug. */
  readonly environment: string;
  readonly path: string;
}

/** A secret with its value, sealed. */
export interface SealedSecret extends StoredSecret {
  readonly sealed: Uint8Array;
  /** Whose field the value is and is bound to; `null`: it is the secret's own. */
  readonly credential: {
    readonly rotationId: string;
    readonly subjects: readonly string[];
    readonly field: string;
  } | null;
}

/** `p`: the folders that are asked for, each with the names of its place. */
export const placed = (where: SQL): SQL => sql`
  select f.id, f.path, e.slug as environment, e.project_id
  from ${environments} e join ${folders} f on f.environment_id = e.id where ${where}`;

/** What `toStored` reads, of `s` in `p` with its version `n`. */
export const shown = sql.raw(`s.id, s.name, s.comment, s.skip_multiline_encoding, s.rotation_id, n.number,
  s.created_at, s.updated_at, p.project_id, p.environment, p.path`);

/** What `toSealed` reads beyond that. */
export const value = sql.raw(`n.value, n.field, c.rotation_id as owner_id, to_json(r.subjects) as subjects,
  c.sealed ->> n.field as credential`);

/** A secret and the credential that it shows a field of, where it does. */
export const sources = sql`${secrets} s join ${secretVersions} n on n.secret_id = s.id
  left join ${versions} c on c.id = n.version_id left join ${rotations} r on r.id = c.rotation_id`;

/** Values of ended credentials are erased after a while. */
export const kept = sql.raw("(n.value is not null or c.sealed ->> n.field is not null)");

/** A row with the columns of `shown`. */
export const toStored = (row: Row): StoredSecret => ({
  id: String(row.id),
  name: String(row.name),
  comment: String(row.comment),
  skipMultilineEncoding: row.skip_multiline_encoding as boolean | null, // as the column is
  rotationId: row.rotation_id === null ? null : String(row.rotation_id),
  version: Number(row.number),
  createdAt: new Date(String(row.created_at)),
  updatedAt: new Date(String(row.updated_at)),
  projectId: String(row.project_id),
  environment: String(row.environment),
  path: String(row.path),
});

/** A row with the columns of `shown` and `value`. */
export function toSealed(row: Row): SealedSecret {
  if (row.value instanceof Uint8Array) {
    return { ...toStored(row), sealed: new Uint8Array(row.value), credential: null };
  }
  const credential = {
    rotationId: String(row.owner_id),
    subjects: row.subjects as readonly string[], // made by `value`
    field: String(row.field),
  };
  return { ...toStored(row), sealed: fromHex(String(row.credential)), credential };
}
