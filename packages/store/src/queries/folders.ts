import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { environments, folders, rotations, secrets } from "../schema/index.ts";
import type { FolderAt } from "../secrets/rows.ts";
import { folderAndBelow, inFolder, inFolders, oneFolder } from "../secrets/scope.ts";
import { compile, idList } from "../statement.ts";
import { type Row, run } from "../transaction.ts";
import { isUuid } from "./page.ts";

export interface StoredFolder {
  readonly id: string;
  readonly projectId: string;
  readonly environmentId: string;
  /** A slug. */
  readonly environment: string;
  readonly environmentName: string;
  /** `null` for `/`. */
  readonly parentId: string | null;
  readonly path: string;
  readonly description: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A folder with how much is in it, not counting what is further below. */
export interface CountedFolder extends StoredFolder {
  readonly secrets: number;
  readonly rotations: number;
  readonly folders: number;
}

/** A list by path: how many beside the folder itself, and behind which path it begins. */
export interface FolderPage {
  readonly limit: number;
  readonly after?: string | undefined;
}

export const folderQueries = (database: Database) => ({
  find: (id: string): Promise<StoredFolder | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await run(database, byId({ id }));
      return row ? toFolder(row) : null;
    }),
  /** A folder and what is in it, or everything below it; by path, itself first. Empty when there is no such folder. */
  list: ({
    recursive,
    limit,
    after,
    ...at
  }: FolderAt & FolderPage & { readonly recursive: boolean }): Promise<readonly StoredFolder[]> =>
    guarded(async () => {
      const page = { limit: limit + 1, after: after ?? null };
      const rows = await run(
        database,
        recursive ? listBelow({ ...inFolders(at), ...page }) : listIn({ ...inFolder(at), ...page }),
      );
      return rows.map(toFolder);
    }),
  /** A folder and what is in it, with counts; itself first. Empty when there is no such folder. */
  counted: ({ limit, after, ...at }: FolderAt & FolderPage): Promise<readonly CountedFolder[]> =>
    guarded(async () => {
      const page = { limit: limit + 1, after: after ?? null };
      const shown = (await run(database, listIn({ ...inFolder(at), ...page }))).map(toFolder);
      const counts = await run(database, countIn({ ids: idList(shown.map(({ id }) => id)) }));
      const found = new Map(counts.map(({ id, what, count }) => [`${what} in ${id}`, Number(count)]));
      const countOf = (what: string, { id }: StoredFolder) => found.get(`${what} in ${id}`) ?? 0;
      return shown.map((folder) => ({
        ...folder,
        secrets: countOf("secrets", folder),
        rotations: countOf("rotations", folder),
        folders: countOf("folders", folder),
      }));
    }),
});

const toFolder = (row: Row): StoredFolder => ({
  id: String(row.id),
  projectId: String(row.project_id),
  environmentId: String(row.environment_id),
  environment: String(row.environment),
  environmentName: String(row.environment_name),
  parentId: row.parent_id as string | null, // as the column is
  path: String(row.path),
  description: row.description as string | null, // as the column is
  createdAt: new Date(String(row.created_at)),
  updatedAt: new Date(String(row.updated_at)),
});

const columns = sql`f.*, e.project_id, e.slug as environment, e.name as environment_name`;
const from = sql`${environments} e join ${folders} f on f.environment_id = e.id`;

const byId = compile<"id">(sql`select ${columns} from ${from} where f.id = ${sql.placeholder("id")}::uuid`);

/** The folder itself, and those behind the place where the page before has ended. */
const behind = sql`(${sql.placeholder("after")}::text is null or f.path = ${sql.placeholder("path")}
  or f.path ~>~ ${sql.placeholder("after")}::text)`;
const inOrder = sql`order by f.path collate "C" limit ${sql.placeholder("limit")}::int`;

const listBelow = compile<keyof FolderAt | "from" | "to" | "after" | "limit">(sql`
  select ${columns} from ${from} where ${folderAndBelow} and ${behind} ${inOrder}`);

/** A folder and its children. */
const listIn = compile<keyof FolderAt | "after" | "limit">(sql`
  with top as (select f.id from ${from} where ${oneFolder}), shown as (
    select id from top union all select f.id from ${folders} f join top on f.parent_id = top.id
  )
  select ${columns} from shown join ${folders} f on f.id = shown.id
    join ${environments} e on e.id = f.environment_id where ${behind} ${inOrder}`);

/** `ids`: of folders, which the planner knows to be few. */
const ids = sql`any (${sql.placeholder("ids")}::uuid[])`;
const countIn = compile<"ids">(sql`
  select folder_id as id, 'secrets' as what, count(*) from ${secrets}
  where folder_id = ${ids} and version is not null group by 1
  union all
  select folder_id, 'rotations', count(*) from ${rotations} where folder_id = ${ids} and deleted_at is null group by 1
  union all
  select parent_id, 'folders', count(*) from ${folders} where parent_id = ${ids} group by 1`);
