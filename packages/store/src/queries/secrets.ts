import type { Rotation } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { toRotation, toVersion } from "../models.ts";
import { audit, rotations, secrets, secretVersions, versions } from "../schema/index.ts";

/** A secret's place in its folder; no value. */
export interface SecretEntry {
  readonly name: string;
  readonly rotationId: string | null;
  /** Of the credential; `null` until there is a value. */
  readonly version: number | null;
  readonly updatedAt: Date;
}

/** What a value is made of: the sealed field of a credential, and the rotation that it is bound to. */
export interface SecretSource extends SecretEntry {
  readonly version: number;
  readonly field: string;
  readonly sealed: Uint8Array;
  /** Also of a rotation that is gone and left its secrets behind. */
  readonly rotation: Rotation;
}

export const secretQueries = ({ drizzle }: Database) => ({
  list: (folderId: string): Promise<readonly SecretEntry[]> =>
    guarded(() =>
      drizzle
        .select({
          name: secrets.name,
          rotationId: secrets.rotationId,
          version: secrets.version,
          updatedAt: secrets.updatedAt,
        })
        .from(secrets)
        .where(sql`${secrets.folderId} = ${folderId}::uuid`)
        .orderBy(secrets.name),
    ),
  /** Which of these names are taken there. */
  taken: (folderId: string, names: readonly string[]): Promise<readonly string[]> =>
    guarded(async () => {
      const rows = await drizzle.execute<{ name: string }>(sql`
        select name from ${secrets} where folder_id = ${folderId}::uuid
          and name in (select value from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb)) order by name`);
      return rows.map(({ name }) => name);
    }),
  /** One value, sealed. The audit row of the read is committed before this answers; no value, no row. */
  read: (
    { folderId, name }: { readonly folderId: string; readonly name: string },
    author: Author,
  ): Promise<SecretSource | null> =>
    guarded(async () => {
      const [row] = await drizzle.execute<Found>(sql`
        with found as (
          select s.id, s.name, s.rotation_id, s.version, s.updated_at, n.field, to_json(v) as credential,
            to_json(r) as rotation, r.project_id, v.rotation_id as source_id
          from ${secrets} s join ${secretVersions} n on n.secret_id = s.id and n.number = s.version
            join ${versions} v on v.id = n.version_id join ${rotations} r on r.id = v.rotation_id
          where s.folder_id = ${folderId}::uuid and s.name = ${name} and v.sealed is not null
        ), told as (
          insert into ${audit} (kind, message, actor, address, request_id, project_id, rotation_id, secret_id, data)
          select 'secret.read', 'a value was read', ${author.id}::text, ${author.address}::text,
            ${author.requestId}::text, project_id, source_id, id,
            jsonb_build_object('name', name, 'version', version) from found
        )
        select * from found`);
      return row ? toSource(row) : null;
    }),
});

/** Built by the query above. */
interface Found extends Record<string, unknown> {
  readonly name: string;
  readonly rotation_id: string | null;
  readonly version: number;
  readonly updated_at: string;
  readonly field: string;
  readonly credential: unknown;
  readonly rotation: unknown;
}

function toSource(row: Found): SecretSource | null {
  const sealed = toVersion(row.credential).sealed?.[row.field];
  if (!sealed) return null;
  return {
    name: row.name,
    rotationId: row.rotation_id,
    version: row.version,
    updatedAt: new Date(row.updated_at),
    field: row.field,
    sealed,
    rotation: toRotation(row.rotation).rotation,
  };
}
