import type { Rotation, Run, Version } from "@turnbolt/core";
import { desc, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { type LiveVersion, toLiveVersion, toRotation, toRun } from "../models.ts";
import {
  connections,
  environments,
  folders,
  projects,
  rotations,
  runs,
  secrets,
  subjects,
  versions,
} from "../schema/index.ts";
import { idList } from "../statement.ts";
import { isUuid, type Page, paged, pageOf } from "./page.ts";
import type { Place } from "./places.ts";

/** A credential that works, and its place among the two of a dual-phase rotation. */
export type LiveCredential = Pick<LiveVersion, "number" | "slot" | "state">;

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
  /** The last run that tried to bring a new credential, ended or not. */
  readonly attempt: Run | null;
  readonly live: readonly LiveCredential[];
}

/** What is known about one credential, past or present; never its value. */
export interface StoredCredential
  extends Pick<Version, "number" | "handle" | "state" | "createdAt" | "promotedAt" | "retireAt" | "endedAt"> {
  readonly slot: number | null;
}

export interface RotationQuery {
  /** Ids of projects. */
  readonly projects: "all" | readonly string[];
  readonly type?: string | undefined;
  /** Absent: all of them. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export const rotationQueries = (database: Database) => ({
  /** By name. */
  list: ({ projects, type, limit, cursor }: RotationQuery): Promise<Page<StoredRotation>> =>
    guarded(async () => {
      const page = paged({ column: sql`r.name`, id: sql`r.id`, type: "text", descending: false, cursor });
      const conditions = [page.where, inProjects(projects)];
      if (type !== undefined) conditions.push(sql`r.type = ${type}`);
      const most = limit === undefined ? sql`` : sql`limit ${limit + 1}::int`;
      const found = await selectRotations(
        database,
        sql`${sql.join(conditions, sql` and `)} order by ${page.orderBy} ${most}`,
      );
      if (limit === undefined) return { items: found, next: null };
      return pageOf(found, limit, ({ rotation: { name, id } }) => ({ value: name, id }));
    }),
  find: (id: string): Promise<StoredRotation | null> =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [found] = await selectRotations(database, sql`r.id = ${id}::uuid`);
      return found ?? null;
    }),
  findByName: (folderId: string, name: string): Promise<StoredRotation | null> =>
    guarded(async () => {
      const [found] = await selectRotations(
        database,
        sql`r.folder_id = ${folderId}::uuid and r.name = ${name}`,
      );
      return found ?? null;
    }),
  /** Every credential that it ever had, the newest first, at most so many. */
  credentials: (id: string, limit: number): Promise<readonly StoredCredential[]> =>
    guarded(async () =>
      database.drizzle
        .select({
          number: versions.number,
          slot: versions.slot,
          handle: versions.handle,
          state: versions.state,
          createdAt: versions.createdAt,
          promotedAt: versions.promotedAt,
          retireAt: versions.retireAt,
          endedAt: versions.endedAt,
        })
        .from(versions)
        .where(eq(versions.rotationId, id))
        .orderBy(desc(versions.number))
        .limit(limit),
    ),
  /** The credentials that work, sealed, as they are at one instant. */
  live: (id: string) =>
    guarded(async () => {
      if (!isUuid(id)) return null;
      const [row] = await database.drizzle.execute<{ rotation: unknown; credentials: unknown[] }>(sql`
        select to_json(r) as rotation, coalesce((select json_agg(to_json(v) order by v.number) from ${versions} v
          where v.rotation_id = r.id and ${LIVE}), '[]') as credentials
        from ${rotations} r where r.id = ${id}::uuid and r.deleted_at is null`);
      if (!row) return null;
      return {
        rotation: toRotation(row.rotation).rotation,
        credentials: row.credentials.map(toLiveVersion),
      };
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
        ? await selectRotations(database, sql`r.connection_id = ${connectionId}::uuid order by r.name, r.id`)
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

/** Of versions `v`. */
const LIVE = sql`v.state in ('active', 'superseded')`;

/** Those of rotations `r` in these projects. */
export const inProjects = (ids: RotationQuery["projects"]): SQL =>
  ids === "all" ? sql`true` : sql`r.project_id = any (${idList(ids.filter(isUuid))}::uuid[])`;

/** The rotations `r` that there are under these conditions, with all that people see of them. */
export async function selectRotations(
  { drizzle }: Database,
  conditions: SQL,
): Promise<readonly StoredRotation[]> {
  const rows = await drizzle.execute<Found>(sql`
    select to_json(r) as rotation,
      json_build_object('projectId', p.id, 'project', p.slug, 'environment', e.slug, 'environmentId', e.id,
        'environmentName', e.name, 'folderId', f.id, 'path', f.path) as place,
      json_build_object('id', c.id, 'name', c.name, 'app', c.app) as connection,
      (select json_object_agg(s.field, s.name) from ${secrets} s where s.rotation_id = r.id) as mapping,
      (select to_json(u) from ${runs} u where u.rotation_id = r.id order by u.created_at desc, u.id desc limit 1) as run,
      (select to_json(u) from ${runs} u where u.rotation_id = r.id and u.state <> 'cancelled'
        and u.kind in ('create', 'rotate', 'reconcile') order by u.created_at desc, u.id desc limit 1) as attempt,
      (select json_agg(json_build_object('number', v.number, 'slot', coalesce(v.slot, 0), 'state', v.state))
        from ${versions} v where v.rotation_id = r.id and ${LIVE}) as live
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
  readonly attempt: unknown;
  readonly live: readonly LiveCredential[] | null;
}

function toStored({ rotation: json, place, connection, mapping, run, attempt, live }: Found): StoredRotation {
  const { rotation, description, updatedAt } = toRotation(json);
  return {
    rotation,
    description,
    updatedAt,
    place,
    connection,
    mapping: mapping ?? {},
    run: run ? toRun(run) : null,
    attempt: attempt ? toRun(attempt) : null,
    live: live ?? [],
  };
}
