import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { nameTaken } from "../name-taken.ts";
import { toJson } from "../rows.ts";
import {
  connections,
  dataKeys,
  environments,
  findings,
  folders,
  projects,
  rotations,
  runs,
  subjects,
  versions,
} from "../schema/index.ts";
import { dropSecrets, inFolderIds } from "../secrets/drop.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";
import { named, type Patch } from "./patch.ts";

export interface NewProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  /** In order; each gets the folder `/`. */
  readonly environments: readonly { readonly slug: string; readonly name: string }[];
}

/** What is not named stays as it is. */
export type ProjectChange = Patch<Pick<NewProject, "slug" | "name" | "description">>;

/** Throws `taken` when the slug is. */
export function createProject(
  database: Database,
  { id, slug, name, description, environments }: NewProject,
  author: Author,
): Promise<void> {
  const write = () =>
    transact(database, async (tx) => {
      tx.send(insert({ id, slug, name, description }));
      tx.send(addEnvironments({ id, rows: toJson(environments) }));
      tx.send(addRoots({ id }));
      const told = { kind: "project.created", message: "a project was made", projectId: id };
      tx.send(insertAudit(auditRows({ ...told, data: { slug, name } }, author)));
    });
  return nameTaken(() => slug, write);
}

/** Throws `taken` when the slug is, and `not-found`. */
export function updateProject(
  database: Database,
  id: string,
  change: ProjectChange,
  author: Author,
): Promise<void> {
  const write = () =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(update({ id, change: toJson(change) }));
      if (!row) throw new StoreError("not-found", `there is no project ${id}`);
      const told = { kind: "project.updated", message: "a project was changed", projectId: id };
      tx.send(insertAudit(auditRows({ ...told, data: named(change) }, author)));
    });
  return nameTaken(() => change.slug, write);
}

/**
 * Gives the names of the rotations in it, and removes it when there are none: its secrets, connections and the key that
 * opens them, and what was kept of rotations that are gone. The audit stays.
 */
export function removeProject(database: Database, id: string, author: Author): Promise<readonly string[]> {
  return transact(database, async (tx) => {
    const [row] = await tx.ask(lock({ id }));
    if (!row) throw new StoreError("not-found", `there is no project ${id}`);
    const names = (await tx.ask(carried({ id }))).map(({ name }) => String(name));
    if (names.length > 0) return names;
    const folderIds = (await tx.ask(foldersOf({ id }))).map((folder) => String(folder.id));
    await dropSecrets(tx, inFolderIds(folderIds));
    for (const statement of dropKept) tx.send(statement({ id }));
    const told = { kind: "project.removed", message: "a project was removed", projectId: id };
    tx.send(insertAudit(auditRows({ ...told, data: { slug: String(row.slug) } }, author)));
    return [];
  });
}

const id = sql`${sql.placeholder("id")}::uuid`;

const insert = compile<"id" | "slug" | "name" | "description">(sql`
  insert into ${projects} (id, slug, name, description)
  values (${id}, ${sql.placeholder("slug")}, ${sql.placeholder("name")}, ${sql.placeholder("description")})`);

const addEnvironments = compile<"id" | "rows">(sql`
  insert into ${environments} (project_id, slug, name, position)
  select ${id}, value ->> 'slug', value ->> 'name', place
  from jsonb_array_elements(${sql.placeholder("rows")}::jsonb) with ordinality as e (value, place)`);

const addRoots = compile<"id">(sql`
  insert into ${folders} (environment_id, path) select id, '/' from ${environments} where project_id = ${id}`);

const change = sql`${sql.placeholder("change")}::jsonb`;
const update = compile<"id" | "change">(sql`
  update ${projects} set slug = coalesce(${change} ->> 'slug', slug), name = coalesce(${change} ->> 'name', name),
    description = case when jsonb_exists(${change}, 'description') then ${change} ->> 'description' else description end,
    updated_at = ${NOW}
  where id = ${id} returning id`);

const lock = compile<"id">(sql`select slug from ${projects} where id = ${id} for update`);

const carried = compile<"id">(sql`
  select name from ${rotations} where project_id = ${id} and deleted_at is null order by name`);

const foldersOf = compile<"id">(sql`
  select f.id from ${folders} f join ${environments} e on e.id = f.environment_id where e.project_id = ${id}`);

const gone = sql`rotation_id in (select id from ${rotations} where project_id = ${id})`;

/** In the order in which they lean on each other. */
const dropKept = [
  sql`delete from ${findings} where ${gone}`,
  sql`delete from ${versions} where ${gone}`,
  sql`delete from ${runs} where ${gone}`,
  sql`delete from ${subjects} where ${gone}`,
  sql`delete from ${rotations} where project_id = ${id}`,
  sql`delete from ${connections} where project_id = ${id}`,
  sql`delete from ${dataKeys} where project_id = ${id}`,
  sql`delete from ${projects} where id = ${id}`,
].map((statement) => compile<"id">(statement));
