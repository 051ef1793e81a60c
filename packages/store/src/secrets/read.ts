import { type SQL, sql } from "drizzle-orm";
import { type Author, authorColumns } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, isStoreError } from "../errors.ts";
import { toJson } from "../rows.ts";
import { audit } from "../schema/index.ts";
import { compile, type Statement } from "../statement.ts";
import { together } from "../together.ts";
import { type Row, run } from "../transaction.ts";
import { behind, LARGEST_LIST, type ListPage, onPage, type PagePlace, pageLimit } from "./page.ts";
import { type FolderAt, kept, placed, type SealedSecret, shown, sources, toSealed, value } from "./rows.ts";
import { folderAndBelow, inFolder, inFolders, oneFolder } from "./scope.ts";

/** One secret, or one version of it. */
export interface SecretAt extends FolderAt {
  readonly name: string;
  /** Absent: the one that readers get. */
  readonly version?: number | undefined;
}

/** Who reads what, on its way into the statement. */
interface Asked {
  readonly at: SecretAt;
  readonly author: Author;
}

/**
 * Reads of values. Each writes its audit rows in its own transaction and answers when that is on disk: a read that
 * cannot be told of gives no value.
 */
export interface SecretReader {
  /** `null` when there is no such secret or version, or its value is kept no longer. Those that come at once share a flush. */
  read(at: SecretAt, author: Author): Promise<SealedSecret | null>;
  /** The secrets of a folder in one snapshot, by path and name; `null` when there is no such folder. */
  readAll(
    at: FolderAt & ListPage & { readonly recursive: boolean },
    author: Author,
  ): Promise<readonly SealedSecret[] | null>;
}

/** One: who comes while a flush is waited for goes with the next, and two at once would only make both smaller. */
const PLACES = 1;
const MOST = 64;

export function secretReader(database: Database): SecretReader {
  const crowd = together<Asked, SealedSecret | null>({ places: PLACES, most: MOST }, async (all) => {
    try {
      return await readOnes(database, all);
    } catch (error) {
      // One that the database refuses harms nobody: each by itself.
      if (all.length === 1 || !isStoreError(error) || error.code !== "refused") throw error;
      const apart = all.map(async (asked) => (await readOnes(database, [asked]))[0] ?? null);
      await Promise.allSettled(apart);
      return apart;
    }
  });
  return {
    read: (at, author) => crowd({ at, author }),
    readAll: async ({ recursive, limit, after, ...at }, author) => {
      const who = { ...authorColumns(author), ...onPage({ limit, after }) };
      const rows = await committed(
        database,
        recursive ? readBelow({ ...inFolders(at), ...who }) : readFolder({ ...inFolder(at), ...who }),
      );
      if (rows.length === 0) return null;
      return rows.filter(({ id }) => id !== null).map(toSealed);
    },
  };
}

async function readOnes(
  database: Database,
  all: readonly Asked[],
): Promise<readonly (SealedSecret | null)[]> {
  const rows = all.map(({ at, author }, place) => ({
    ...{ place, secret: at.name, version: at.version, projectId: at.projectId },
    ...{ environment: at.environment, path: at.path, ...authorColumns(author) },
  }));
  const found = await committed(database, readSecrets({ rows: toJson(rows) }));
  const byPlace = new Map(found.map((row) => [Number(row.place), row]));
  return all.map((_, place) => {
    const row = byPlace.get(place);
    return row ? toSealed(row) : null;
  });
}

/** The rows, when they are on disk: the driver answers when the server is ready again, which is behind its commit. */
const committed = (database: Database, statement: Statement): Promise<readonly Row[]> =>
  guarded(() => run(database, statement));

/** One audit row for each value that was found. */
const tell = (actor: SQL, address: SQL, requestId: SQL): SQL => sql`
  insert into ${audit} (kind, message, actor, address, request_id, project_id, rotation_id, secret_id, data)
  select 'secret.read', 'a value was read', ${actor}, ${address}, ${requestId}, project_id, owner_id, id,
    jsonb_build_object('name', name, 'version', number, 'environment', environment, 'path', path)
  from found where id is not null`;

const readSecrets = compile<"rows">(sql`
  with p as (
    select a.place, a.secret, a.version, a.actor, a.address, a.request_id, f.*
    from jsonb_to_recordset(${sql.placeholder("rows")}::jsonb) as a (
      place int, secret text, version int, "projectId" uuid, environment text, path text,
      actor text, address text, request_id text
    ) join lateral (${placed(sql`e.project_id = a."projectId" and e.slug = a.environment and f.path = a.path`)}) f on true
  ), found as (
    select p.place, p.actor, p.address, p.request_id, ${shown}, ${value}
    from p join ${sources} on s.folder_id = p.id and s.name = p.secret and n.number = coalesce(p.version, s.version)
    where ${kept}
  ), told as (${tell(sql`actor`, sql`address`, sql`request_id`)})
  select * from found`);

const text = (name: string): SQL => sql`${sql.placeholder(name)}::text`;

/** A folder without secrets is one row without an id. */
const listing = (where: SQL): SQL => sql`
  with p as (${placed(where)}), found as (
    select ${shown}, ${value}
    from p left join (${sources}) on s.folder_id = p.id and n.number = s.version and ${kept} and ${behind}
    order by s.id is null, p.path, s.name ${pageLimit}
  ), told as (${tell(text("actor"), text("address"), text("request_id"))}
    and (select count(*) from found) <= ${sql.raw(String(LARGEST_LIST))})
  select * from found order by path, name`;

type Who = "actor" | "address" | "request_id";
const readFolder = compile<keyof FolderAt | Who | PagePlace>(listing(oneFolder));
const readBelow = compile<keyof FolderAt | Who | PagePlace | "from" | "to">(listing(folderAndBelow));
