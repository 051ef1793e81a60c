import { sql } from "drizzle-orm";
import { type Author, authorColumns } from "../author.ts";
import type { Database } from "../database.ts";
import { StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { nameTaken } from "../name-taken.ts";
import { audit, environments, folders } from "../schema/index.ts";
import { dropSecrets, inFolderIds } from "../secrets/drop.ts";
import { below } from "../secrets/scope.ts";
import { compile, idList, NOW } from "../statement.ts";
import { type Row, type Transaction, transact } from "../transaction.ts";
import { rotationsIn } from "./environments.ts";

export interface NewFolder {
  readonly id: string;
  readonly environmentId: string;
  /** Whole; the folders on the way are made where they are missing. */
  readonly path: string;
  readonly description: string | null;
}

/** What is not named stays as it is. */
export interface FolderChange {
  /** The last part of the path; what is below moves along. */
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
}

/** Throws `taken` when there is one, and `not-found` for the environment. */
export function createFolder(
  database: Database,
  { id, environmentId, path, description }: NewFolder,
  author: Author,
): Promise<void> {
  const write = () =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(lockTree({ environmentId }));
      if (!row) throw new StoreError("not-found", `there is no environment ${environmentId}`);
      const who = authorColumns(author);
      for (const way of ancestorsOf(path)) {
        tx.send(insertMissing({ environmentId, path: way, parent: parentOf(way), ...who }));
      }
      tx.send(insert({ id, environmentId, path, parent: parentOf(path), description }));
      tell(tx, row, { kind: "folder.created", message: "a folder was made", path }, author);
    });
  return nameTaken(() => path, write);
}

/** Throws `taken` when the new name is, and `not-found`. */
export function updateFolder(
  database: Database,
  id: string,
  { name, description }: FolderChange,
  author: Author,
): Promise<void> {
  const write = () =>
    transact(database, async (tx) => {
      const { tree, path } = await lockFolder(tx, id);
      const newPath = name === undefined ? path : join(parentOf(path), name);
      if (newPath !== path) tx.send(move({ environmentId: tree.id, path, newPath, ...below(path) }));
      if (description !== undefined) tx.send(describe({ id, description }));
      const told = { kind: "folder.updated", message: "a folder was changed", path: newPath };
      tell(tx, tree, told, author, newPath === path ? {} : { from: path });
    });
  return nameTaken(() => name, write);
}

/** Gives the names of the rotations in it and below, and removes all of it with its secrets when there are none. */
export function removeFolder(database: Database, id: string, author: Author): Promise<readonly string[]> {
  return transact(database, async (tx) => {
    const { tree, path } = await lockFolder(tx, id);
    const inside = await tx.ask(lockBelow({ environmentId: tree.id, path, ...below(path) }));
    const ids = inside.map((folder) => String(folder.id));
    const names = (await tx.ask(rotationsIn({ ids: idList(ids) }))).map(({ name }) => String(name));
    if (names.length > 0) return names;
    await dropSecrets(tx, inFolderIds(ids));
    tx.send(remove({ ids: idList(ids) }));
    const told = { kind: "folder.removed", message: "a folder was removed", path };
    tell(tx, tree, told, author, { folders: ids.length });
    return [];
  });
}

/** Whoever changes the folders of an environment goes alone; the path is read behind the lock. */
async function lockFolder(
  tx: Transaction,
  id: string,
): Promise<{ readonly tree: Row; readonly path: string }> {
  const locking = tx.ask(lockTreeOf({ id }));
  const [folder] = await tx.ask(read({ id }));
  const [tree] = await locking;
  if (!tree || !folder) throw new StoreError("not-found", `there is no folder ${id}`);
  return { tree, path: String(folder.path) };
}

function tell(
  tx: Transaction,
  tree: Row,
  { path, ...told }: { readonly kind: string; readonly message: string; readonly path: string },
  author: Author,
  more: Readonly<Record<string, string | number>> = {},
): void {
  const data = { environment: String(tree.slug), path, ...more };
  tx.send(insertAudit(auditRows({ ...told, projectId: String(tree.project_id), data }, author)));
}

const join = (parent: string, name: string): string => (parent === "/" ? `/${name}` : `${parent}/${name}`);

/** `/` is its own. */
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

/** The folders between `/` and a path, from the top. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split("/").slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}

const id = sql`${sql.placeholder("id")}::uuid`;
const environmentId = sql`${sql.placeholder("environmentId")}::uuid`;
const path = sql.placeholder("path");
const text = (name: string) => sql`${sql.placeholder(name)}::text`;

const lockTree = compile<"environmentId">(sql`
  select id, slug, project_id from ${environments} where id = ${environmentId} for no key update`);
const lockTreeOf = compile<"id">(sql`
  select e.id, e.slug, e.project_id from ${environments} e join ${folders} f on f.environment_id = e.id
  where f.id = ${id} for no key update of e`);
const read = compile<"id">(sql`select path from ${folders} where id = ${id}`);

const parent = sql`(select id from ${folders} where environment_id = ${environmentId} and path = ${sql.placeholder("parent")})`;
const insert = compile<"id" | "environmentId" | "path" | "parent" | "description">(sql`
  insert into ${folders} (id, environment_id, path, description, parent_id)
  values (${id}, ${environmentId}, ${path}, ${text("description")}, ${parent})`);
const insertMissing = compile<"environmentId" | "path" | "parent" | "actor" | "address" | "request_id">(sql`
  with made as (
    insert into ${folders} (environment_id, path, parent_id) values (${environmentId}, ${path}, ${parent})
    on conflict (environment_id, path) do nothing returning path
  )
  insert into ${audit} (kind, message, actor, address, request_id, project_id, data)
  select 'folder.created', 'a folder was made', ${text("actor")}, ${text("address")}, ${text("request_id")},
    e.project_id, jsonb_build_object('environment', e.slug, 'path', made.path)
  from made join ${environments} e on e.id = ${environmentId}`);

const inside = sql`environment_id = ${environmentId} and (path = ${path}
  or (path ~>=~ ${sql.placeholder("from")} and path ~<~ ${sql.placeholder("to")}))`;
const lockBelow = compile<"environmentId" | "path" | "from" | "to">(sql`
  select id from ${folders} where ${inside} order by id for update`);
const move = compile<"environmentId" | "path" | "from" | "to" | "newPath">(sql`
  update ${folders} set path = ${text("newPath")} || substr(path, length(${text("path")}) + 1), updated_at = ${NOW}
  where ${inside}`);
const describe = compile<"id" | "description">(sql`
  update ${folders} set description = ${text("description")}, updated_at = ${NOW} where id = ${id}`);
const remove = compile<"ids">(sql`delete from ${folders} where id = any (${sql.placeholder("ids")}::uuid[])`);
