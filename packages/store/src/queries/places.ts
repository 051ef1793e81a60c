import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { environments, folders, projects } from "../schema/index.ts";
import { isUuid } from "./page.ts";

/** Where secrets live: a folder of an environment of a project. */
export interface Place {
  readonly projectId: string;
  /** Slugs, as people write them. */
  readonly project: string;
  readonly environment: string;
  readonly environmentId: string;
  readonly environmentName: string;
  readonly folderId: string;
  readonly path: string;
}

/** A place as clients name it: its project by id or by slug. */
export type PlaceName = Pick<Place, "environment" | "path"> &
  ({ readonly projectId: string } | { readonly project: string });

/** The first part of a place that is not there. */
export type Missing = "project" | "environment" | "folder";

export const placeQueries = ({ drizzle }: Database) => ({
  find: (name: PlaceName): Promise<Place | null> =>
    guarded(async () => {
      if ("projectId" in name && !isUuid(name.projectId)) return null;
      const [place] = await drizzle.execute<Place & Record<string, unknown>>(sql`
        select p.id as "projectId", p.slug as project, e.slug as environment, e.id as "environmentId",
          e.name as "environmentName", f.id as "folderId", f.path
        from ${projects} p join ${environments} e on e.project_id = p.id join ${folders} f on f.environment_id = e.id
        where ${ofProject(name)} and e.slug = ${name.environment} and f.path = ${name.path}`);
      return place ?? null;
    }),
  /** What of a place is not there, for a refusal that names it. */
  missing: (name: PlaceName): Promise<Missing> =>
    guarded(async () => {
      if ("projectId" in name && !isUuid(name.projectId)) return "project";
      const [found] = await drizzle.execute<{ environment: boolean }>(sql`
        select exists (select from ${environments} e where e.project_id = p.id and e.slug = ${name.environment})
          as environment from ${projects} p where ${ofProject(name)}`);
      if (!found) return "project";
      return found.environment ? "folder" : "environment";
    }),
  /** The id of a project, by its slug. */
  project: (slug: string): Promise<string | null> =>
    guarded(async () => {
      const [row] = await drizzle.select({ id: projects.id }).from(projects).where(sql`slug = ${slug}`);
      return row?.id ?? null;
    }),
});

const ofProject = (name: PlaceName) =>
  "projectId" in name ? sql`p.id = ${name.projectId}::uuid` : sql`p.slug = ${name.project}`;
