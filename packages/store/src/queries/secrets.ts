import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { secrets, secretVersions, versions } from "../schema/index.ts";
import { behind, type ListPage, onPage, type PagePlace, pageLimit } from "../secrets/page.ts";
import { type SecretAt, type SecretReader, secretReader } from "../secrets/read.ts";
import { type FolderAt, kept, placed, type StoredSecret, shown, sources, toStored } from "../secrets/rows.ts";
import { folderAndBelow, inFolder, inFolders, oneFolder } from "../secrets/scope.ts";
import { compile } from "../statement.ts";
import { type Row, run } from "../transaction.ts";
import type { Page } from "./page.ts";

/** One version of a secret; no value. */
export interface SecretVersion {
  readonly number: number;
  readonly createdAt: Date;
  /** Who wrote it by hand; `null`: a run did. */
  readonly createdBy: string | null;
  readonly runId: string | null;
  /** The rotation whose credential it shows, gone or not. */
  readonly rotationId: string | null;
  /** Values of ended credentials are erased after a while. */
  readonly isKept: boolean;
}

export interface VersionQuery {
  readonly secretId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const secretQueries = (database: Database) => ({
  ...(secretReader(database) satisfies SecretReader),
  /** The secrets of a folder in one snapshot, by path and name, without values; `null` when there is no such folder. */
  list: ({
    recursive,
    limit,
    after,
    ...at
  }: FolderAt & ListPage & { readonly recursive: boolean }): Promise<readonly StoredSecret[] | null> =>
    guarded(async () => {
      const page = onPage({ limit, after });
      const rows = await run(
        database,
        recursive ? listBelow({ ...inFolders(at), ...page }) : listFolder({ ...inFolder(at), ...page }),
      );
      if (rows.length === 0) return null;
      return rows.filter(({ id }) => id !== null).map(toStored);
    }),
  /** One, without its value. */
  find: ({ name, version, ...at }: SecretAt): Promise<StoredSecret | null> =>
    guarded(async () => {
      const [row] = await run(database, findOne({ ...inFolder(at), name, version: version ?? null }));
      return row ? toStored(row) : null;
    }),
  /** Which of these names are taken there. */
  taken: (folderId: string, names: readonly string[]): Promise<readonly string[]> =>
    guarded(async () => {
      const rows = await run(database, takenAmong({ folderId, names: JSON.stringify(names) }));
      return rows.map(({ name }) => String(name));
    }),
  /** The newest first. */
  versions: ({ secretId, limit, cursor }: VersionQuery): Promise<Page<SecretVersion>> =>
    guarded(async () => {
      const before = cursor !== undefined && /^\d{1,9}$/.test(cursor) ? cursor : null;
      const rows = await run(database, listVersions({ secretId, before, limit: limit + 1 }));
      const items = rows.slice(0, limit).map(toVersion);
      return { items, next: rows.length > limit ? String(items.at(-1)?.number) : null };
    }),
});

const toVersion = (row: Row): SecretVersion => ({
  number: Number(row.number),
  createdAt: new Date(String(row.created_at)),
  createdBy: row.run_id === null ? (row.created_by as string | null) : null, // as the column is
  runId: row.run_id as string | null, // as the column is
  rotationId: row.rotation_id as string | null, // as the column is
  isKept: row.is_kept === true,
});

const listing = (where: SQL): SQL => sql`
  with p as (${placed(where)})
  select ${shown} from p left join (${sources}) on s.folder_id = p.id and n.number = s.version and ${kept} and ${behind}
  order by s.id is null, p.path, s.name ${pageLimit}`;

const listFolder = compile<keyof FolderAt | PagePlace>(listing(oneFolder));
const listBelow = compile<keyof FolderAt | PagePlace | "from" | "to">(listing(folderAndBelow));

const findOne = compile<keyof FolderAt | "name" | "version">(sql`
  with p as (${placed(oneFolder)})
  select ${shown} from p join ${sources} on s.folder_id = p.id
  where s.name = ${sql.placeholder("name")}
    and n.number = coalesce(${sql.placeholder("version")}::int, s.version) and ${kept}`);

const takenAmong = compile<"folderId" | "names">(sql`
  select name from ${secrets} where folder_id = ${sql.placeholder("folderId")}::uuid
    and name in (select value from jsonb_array_elements_text(${sql.placeholder("names")}::jsonb)) order by name`);

const listVersions = compile<"secretId" | "before" | "limit">(sql`
  select n.number, n.created_at, n.created_by, c.run_id, c.rotation_id, ${kept} as is_kept
  from ${secretVersions} n left join ${versions} c on c.id = n.version_id
  where n.secret_id = ${sql.placeholder("secretId")}::uuid
    and n.number < coalesce(${sql.placeholder("before")}::int, 2147483647)
  order by n.number desc limit ${sql.placeholder("limit")}::int`);
