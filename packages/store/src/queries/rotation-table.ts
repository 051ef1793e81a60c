import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { type Page, paged, pageOf } from "./page.ts";
import { inProjects, type RotationQuery, type StoredRotation, selectRotations } from "./rotations.ts";

export interface TableQuery extends RotationQuery {
  readonly connectionId?: string | undefined;
  /** Part of a name or a description. */
  readonly search?: string | undefined;
  readonly sort: "name" | "createdAt" | "nextAt" | "lastRotatedAt";
  readonly descending: boolean;
  readonly limit: number;
}

/** What the table of all rotations shows. */
export const rotationTable =
  (database: Database) =>
  (query: TableQuery): Promise<Page<StoredRotation>> =>
    guarded(async () => {
      const { column, type } = SORTS[query.sort];
      const { where, orderBy } = paged({ ...query, column, type, id: sql`r.id`, cursor: query.cursor });
      const conditions = sql.join([where, ...conditionsOf(query)], sql` and `);
      const limit = sql`limit ${query.limit + 1}::int`;
      const found = await selectRotations(database, sql`${conditions} order by ${orderBy} ${limit}`);
      return pageOf(found, query.limit, ({ rotation }) => ({ value: rotation[query.sort], id: rotation.id }));
    });

const SORTS = {
  name: { column: sql`r.name`, type: "text" },
  createdAt: { column: sql`r.created_at`, type: "timestamptz" },
  nextAt: { column: sql`r.next_at`, type: "timestamptz" },
  lastRotatedAt: { column: sql`r.last_rotated_at`, type: "timestamptz" },
} as const;

function conditionsOf({ projects, type, connectionId, search }: TableQuery): readonly SQL[] {
  const conditions: SQL[] = [inProjects(projects)];
  if (type !== undefined) conditions.push(sql`r.type = ${type}`);
  if (connectionId !== undefined) conditions.push(sql`r.connection_id::text = ${connectionId}`);
  if (search) {
    const part = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
    conditions.push(sql`(r.name ilike ${part} or r.description ilike ${part})`);
  }
  return conditions;
}
