import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { environments, projects } from "../schema/index.ts";
import { compile, idList } from "../statement.ts";
import { type Row, run } from "../transaction.ts";
import { isUuid } from "./page.ts";

export interface StoredEnvironment {
  readonly id: string;
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly position: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface StoredProject {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** In order. */
  readonly environments: readonly StoredEnvironment[];
}

export const projectQueries = (database: Database) => {
  const one = async (rows: Promise<readonly Row[]>): Promise<StoredProject | null> => {
    const [row] = await rows;
    return row ? toProject(row) : null;
  };
  return {
    /** All, or those with these ids; by name. */
    list: (only: "all" | readonly string[]): Promise<readonly StoredProject[]> =>
      guarded(async () => {
        const rows = await run(database, only === "all" ? listAll() : listOf({ ids: idList(only) }));
        return rows.map(toProject);
      }),
    find: (id: string): Promise<StoredProject | null> =>
      guarded(async () => (isUuid(id) ? await one(run(database, byId({ id }))) : null)),
    bySlug: (slug: string): Promise<StoredProject | null> =>
      guarded(async () => await one(run(database, bySlug({ slug })))),
  };
};

const toProject = (row: Row): StoredProject => ({
  id: String(row.id),
  slug: String(row.slug),
  name: String(row.name),
  description: row.description as string | null, // as the column is
  createdAt: new Date(String(row.created_at)),
  updatedAt: new Date(String(row.updated_at)),
  environments: (row.environments as readonly Row[]).map(toEnvironment), // built by the query
});

const toEnvironment = (row: Row): StoredEnvironment => ({
  id: String(row.id),
  projectId: String(row.project_id),
  slug: String(row.slug),
  name: String(row.name),
  position: Number(row.position),
  createdAt: new Date(String(row.created_at)),
  updatedAt: new Date(String(row.updated_at)),
});

const select = (where: SQL): SQL => sql`
  select p.*, (
    select coalesce(json_agg(e order by e.position, e.slug), '[]') from ${environments} e where e.project_id = p.id
  ) as environments
  from ${projects} p where ${where} order by lower(p.name), p.id`;

/** Of many, the environments of all are read at once. */
const selectMany = (where: SQL): SQL => sql`
  select p.*, coalesce(e.environments, '[]') as environments
  from ${projects} p left join (
    select e.project_id, json_agg(e order by e.position, e.slug) as environments from ${environments} e group by 1
  ) e on e.project_id = p.id
  where ${where} order by lower(p.name), p.id`;

const listAll = compile(selectMany(sql`true`));
const listOf = compile<"ids">(selectMany(sql`p.id = any (${sql.placeholder("ids")}::uuid[])`));
const byId = compile<"id">(select(sql`p.id = ${sql.placeholder("id")}::uuid`));
const bySlug = compile<"slug">(select(sql`p.slug = ${sql.placeholder("slug")}`));
