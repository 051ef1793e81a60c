import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { environments, folders, projects } from "../schema/index.ts";

/** Where secrets live: a folder of an environment of a project. */
export interface Place {
  readonly projectId: string;
  /** Slugs, as people write them. */
  readonly project: string;
  readonly environment: string;
  readonly folderId: string;
  readonly path: string;
}

export interface ProjectTree {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environments: readonly {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly folders: readonly { readonly id: string; readonly path: string }[];
  }[];
}

export const placeQueries = ({ drizzle }: Database) => ({
  find: (name: Pick<Place, "project" | "environment" | "path">): Promise<Place | null> =>
    guarded(async () => {
      const [place] = await drizzle.execute<Place & Record<string, unknown>>(sql`
        select p.id as "projectId", p.slug as project, e.slug as environment, f.id as "folderId", f.path
        from ${projects} p join ${environments} e on e.project_id = p.id join ${folders} f on f.environment_id = e.id
        where p.slug = ${name.project} and e.slug = ${name.environment} and f.path = ${name.path}`);
      return place ?? null;
    }),
  /** The id of a project, by its slug. */
  project: (slug: string): Promise<string | null> =>
    guarded(async () => {
      const [row] = await drizzle.select({ id: projects.id }).from(projects).where(sql`slug = ${slug}`);
      return row?.id ?? null;
    }),
  /** Every project with what is in it. */
  tree: (): Promise<readonly ProjectTree[]> =>
    guarded(async () => {
      const rows = await drizzle.execute<{ tree: ProjectTree }>(sql`
        select json_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'environments', coalesce((
          select json_agg(json_build_object('id', e.id, 'slug', e.slug, 'name', e.name, 'folders', coalesce((
            select json_agg(json_build_object('id', f.id, 'path', f.path) order by f.path)
            from ${folders} f where f.environment_id = e.id), '[]')) order by e.position, e.slug)
          from ${environments} e where e.project_id = p.id), '[]')) as tree
        from ${projects} p order by p.name, p.id`);
      return rows.map(({ tree }) => tree);
    }),
});
