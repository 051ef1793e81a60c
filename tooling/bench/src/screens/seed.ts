import postgres from "postgres";
import { seedHistory } from "./seed-history.ts";
import { seedPlaces } from "./seed-places.ts";
import { seedRotations } from "./seed-rotations.ts";
import { withoutIndexes } from "./without-indexes.ts";

/** How large an installation is. */
export interface Size {
  readonly rotations: number;
  /** Of each rotation, the newest one first. */
  readonly runsOfEach: number;
}

/** A kind of rotation that the server has. */
export interface Kind {
  readonly type: string;
  readonly app: string;
}

const TABLES = [
  "rotations",
  "listings",
  "listing_words",
  "runs",
  "versions",
  "secrets",
  "secret_versions",
  "audit",
] as const;

/**
 * Fills a migrated database with an installation of this size as if it had been in use for long, all of it made by the
 * database itself and always the same: projects, environments and folders of uneven size, kinds of rotations with their
 * connections, rotations in every state, their runs with steps, versions, secrets and audit.
 */
export async function seed(url: string, size: Size, kinds: readonly Kind[]): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select set_config(name, value, false) from (values
      ('synchronous_commit', 'off'), ('maintenance_work_mem', '512MB'), ('work_mem', '256MB')) s (name, value)`;
    // Between 0 and 1, the same for the same number each time.
    await sql.unsafe(`create function pg_temp.part(of bigint, salt int) returns float8 language sql immutable as
      $$ select (hashint8extended(of, salt) & 1048575) / 1048576.0::float8 $$`);
    // An id that anything that knows the name can make as well.
    await sql.unsafe(`create function pg_temp.id(name text) returns uuid language sql immutable as
      $$ select overlay(overlay(md5(name) placing '4' from 13) placing 'a' from 17)::uuid $$`);
    await withoutIndexes(sql, TABLES, async () => {
      // All of it comes from one place: what triggers check and write is written here at once.
      await sql`set session_replication_role = replica`;
      await seedPlaces(sql, size, kinds);
      await seedRotations(sql, size);
      await seedHistory(sql, size);
      await sql`set session_replication_role = origin`;
    });
    await sql`vacuum (analyze)`;
    await sql`checkpoint`;
  } finally {
    await sql.end();
  }
}
