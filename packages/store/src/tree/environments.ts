import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { nameTaken } from "../name-taken.ts";
import { toJson } from "../rows.ts";
import { environments, folders, projects, rotations } from "../schema/index.ts";
import { dropSecrets, inFolderIds } from "../secrets/drop.ts";
import { compile, idList, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";
import { named, type Patch } from "./patch.ts";

export interface NewEnvironment {
  readonly id: string;
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  /** Where it stands in lists; `null`: last. */
  readonly position: number | null;
}

/** What is not named stays as it is. */
export type EnvironmentChange = Patch<Pick<NewEnvironment, "slug" | "name"> & { readonly position: number }>;

/** An environment of a project. */
export type EnvironmentId = Pick<NewEnvironment, "id" | "projectId">;

/** With its folder `/`. Throws `taken` when the slug is, and `not-found` for the project. */
export function createEnvironment(
  database: Database,
  { id, projectId, slug, name, position }: NewEnvironment,
  author: Author,
): Promise<void> {
  const write = () =>
    transact(database, async (tx) => {
      // Two that come at once get two places.
      const [project] = await tx.ask(lockProject({ projectId }));
      if (!project) throw new StoreError("not-found", `there is no project ${projectId}`);
      tx.send(insert({ id, projectId, slug, name, position }));
      tx.send(addRoot({ id }));
      const told = { kind: "environment.created", message: "an environment was made", projectId };
      tx.send(insertAudit(auditRows({ ...told, data: { slug, name } }, author)));
    });
  return nameTaken(() => slug, write);
}

/** Throws `taken` when the slug is, and `not-found`. */
export function updateEnvironment(
  database: Database,
  { id, projectId }: EnvironmentId,
  change: EnvironmentChange,
  author: Author,
): Promise<void> {
  const write = () =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(update({ id, projectId, change: toJson(change) }));
      if (!row) throw noEnvironment(id);
      const told = { kind: "environment.updated", message: "an environment was changed", projectId };
      const data = { environment: String(row.was), ...named(change) };
      tx.send(insertAudit(auditRows({ ...told, data }, author)));
    });
  return nameTaken(() => change.slug, write);
}

/** Gives the names of the rotations in it, and removes it with its folders and secrets when there are none. */
export function removeEnvironment(
  database: Database,
  { id, projectId }: EnvironmentId,
  author: Author,
): Promise<readonly string[]> {
  return transact(database, async (tx) => {
    const [row] = await tx.ask(lock({ id, projectId }));
    if (!row) throw noEnvironment(id);
    const folderIds = (await tx.ask(lockFolders({ id }))).map((folder) => String(folder.id));
    const names = (await tx.ask(rotationsIn({ ids: idList(folderIds) }))).map(({ name }) => String(name));
    if (names.length > 0) return names;
    await dropSecrets(tx, inFolderIds(folderIds));
    tx.send(remove({ id }));
    const told = { kind: "environment.removed", message: "an environment was removed", projectId };
    tx.send(insertAudit(auditRows({ ...told, data: { slug: String(row.slug) } }, author)));
    return [];
  });
}

/** `ids`: of folders. */
export const rotationsIn = compile<"ids">(sql`
  select name from ${rotations} where folder_id = any (${sql.placeholder("ids")}::uuid[]) and deleted_at is null
  order by name`);

const noEnvironment = (id: string) => new StoreError("not-found", `there is no environment ${id}`);

const id = sql`${sql.placeholder("id")}::uuid`;
const projectId = sql`${sql.placeholder("projectId")}::uuid`;

const lockProject = compile<"projectId">(sql`
  select id from ${projects} where id = ${projectId} for no key update`);

const insert = compile<"id" | "projectId" | "slug" | "name" | "position">(sql`
  insert into ${environments} (id, project_id, slug, name, position)
  values (${id}, ${projectId}, ${sql.placeholder("slug")}, ${sql.placeholder("name")},
    coalesce(${sql.placeholder("position")}::int,
      (select coalesce(max(position), 0) + 1 from ${environments} where project_id = ${projectId})))`);

const addRoot = compile<"id">(sql`insert into ${folders} (environment_id, path) values (${id}, '/')`);

const change = sql`${sql.placeholder("change")}::jsonb`;
const update = compile<"id" | "projectId" | "change">(sql`
  update ${environments} e set slug = coalesce(${change} ->> 'slug', e.slug), name = coalesce(${change} ->> 'name', e.name),
    position = coalesce((${change} ->> 'position')::int, e.position), updated_at = ${NOW}
  from (select id, slug as was from ${environments} where id = ${id} and project_id = ${projectId} for update) old
  where e.id = old.id returning old.was`);

const lock = compile<"id" | "projectId">(sql`
  select slug from ${environments} where id = ${id} and project_id = ${projectId} for update`);

const lockFolders = compile<"id">(sql`
  select id from ${folders} where environment_id = ${id} order by id for update`);

const remove = compile<"id">(sql`delete from ${environments} where id = ${id}`);
