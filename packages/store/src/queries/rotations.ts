import type { Rotation, Run } from "@turnbolt/core";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { toRotation, toRun } from "../models.ts";
import {
  connections,
  environments,
  folders,
  projects,
  rotations,
  runs,
  secrets,
  subjects,
} from "../schema/index.ts";
import { isUuid, type Page, paged, pageOf } from "./page.ts";
import type { Place } from "./places.ts";

/** A rotation with what people see of it. */
export interface StoredRotation {
  readonly rotation: Rotation;
  readonly description: string | null;
  readonly updatedAt: Date;
  readonly place: Place;
  readonly connection: { readonly id: string; readonly name: string; readonly app: string };
  /** Secret names by field. */
  readonly mapping: Readonly<Record<string, string>>;
  /** The last run, ended or not. */
  readonly run: Run | null;
}

export interface RotationQuery {
  /** A project's slug. */
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  readonly connectionId?: string | undefined;
  /** Part of a name or a description. */
  readonly search?: string | undefined;
  readonly sort: "name" | "createdAt" | "nextAt" | "lastRotatedAt";
  readonly descending: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export const rotationQueries = (database: Database) => ({
  list: (query: RotationQuery): Promise<Page<StoredRotation>> =>
    guarded(async () => {
      const { column, type } = SORTS[query.sort];
      const { where, orderBy } = paged({ ...query, column, type, id: sql`r.id`, cursor: query.cursor });
      const conditions = sql.join([where, ...conditionsOf(query)], sql` and `);
      const found = await select(
        database,
        sql`${conditions} order by ${orderBy} limit ${query.limit + 1}::int`,
      );
      return pageOf(found, query.limit, ({ rotation }) => ({ value: rotation[query.sort], id: rotation.id }));
    }),
  find: (id: string): Promise<StoredRotation | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [found] = await select(database, sql`r.id = ${id}::uuid`);
      return found ?? null;
    }),
  /** Rotations of this installation that may write one of these accounts. */
  withSubjects: (names: readonly string[]) =>
    guarded(
      async (): Promise<readonly { readonly name: string; readonly subject: string }[]> =>
        await database.drizzle.execute<{ name: string; subject: string }>(sql`
          select r.name, s.subject from ${subjects} s join ${rotations} r on r.id = s.rotation_id
          where s.subject in (select value from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))
          order by s.subject`),
    ),
  using: (connectionId: string): Promise<readonly StoredRotation[]> =>
    guarded(async () =>
      isUuid(connectionId)
        ? await select(database, sql`r.connection_id = ${connectionId}::uuid order by r.name, r.id`)
        : [],
    ),
  /** When the next rotation wants to be looked at, or its lease ends; `null` when there is nothing to wait for. */
  nextDue: (): Promise<Date | null> =>
    guarded(async () => {
      const [row] = await database.drizzle.execute<{ at: string | null }>(
        sql`select min(due_at) as at from ${rotations} where due_at is not null`,
      );
      return row?.at ? new Date(row.at) : null;
    }),
  /** How many rotations want to be looked at now. */
  countDue: (): Promise<number> =>
    guarded(async () => {
      const [row] = await database.drizzle.execute<{ due: number }>(
        sql`select count(*)::int as due from ${rotations} where due_at <= now()`,
      );
      return row?.due ?? 0;
    }),
});

const SORTS = {
  name: { column: sql`r.name`, type: "text" },
  createdAt: { column: sql`r.created_at`, type: "timestamptz" },
  nextAt: { column: sql`r.next_at`, type: "timestamptz" },
  lastRotatedAt: { column: sql`r.last_rotated_at`, type: "timestamptz" },
} as const;

function conditionsOf({ project, type, connectionId, search }: RotationQuery): readonly SQL[] {
  const conditions: SQL[] = [];
  if (project !== undefined) conditions.push(sql`p.slug = ${project}`);
  if (type !== undefined) conditions.push(sql`r.type = ${type}`);
  if (connectionId !== undefined) conditions.push(sql`r.connection_id::text = ${connectionId}`);
  if (search) {
    const part = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
    conditions.push(sql`(r.name ilike ${part} or r.description ilike ${part})`);
  }
  return conditions;
}

async function select({ drizzle }: Database, conditions: SQL): Promise<readonly StoredRotation[]> {
  const rows = await drizzle.execute<Found>(sql`
    select to_json(r) as rotation,
      json_build_object('projectId', p.id, 'project', p.slug, 'environment', e.slug, 'environmentId', e.id,
        'environmentName', e.name, 'folderId', f.id, 'path', f.path) as place,
      json_build_object('id', c.id, 'name', c.name, 'app', c.app) as connection,
      (select json_object_agg(s.field, s.name) from ${secrets} s where s.rotation_id = r.id) as mapping,
      (select to_json(u) from ${runs} u where u.rotation_id = r.id order by u.created_at desc, u.id desc limit 1) as run
    from ${rotations} r join ${connections} c on c.id = r.connection_id
      join ${folders} f on f.id = r.folder_id join ${environments} e on e.id = f.environment_id
      join ${projects} p on p.id = e.project_id
    where r.deleted_at is null and ${conditions}`);
  return rows.map(toStored);
}

/** Built by the query above. */
interface Found extends Record<string, unknown> {
  readonly rotation: unknown;
  readonly place: Place;
  readonly connection: StoredRotation["connection"];
  readonly mapping: StoredRotation["mapping"] | null;
  readonly run: unknown;
}

function toStored({ rotation: json, place, connection, mapping, run }: Found): StoredRotation {
  const { rotation, description, updatedAt } = toRotation(json);
  return {
    rotation,
    description,
    updatedAt,
    place,
    connection,
    mapping: mapping ?? {},
    run: run ? toRun(run) : null,
  };
}
