import type { Rotation, Run } from "@turnbolt/core";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { type LiveVersion, toRotation, toRun } from "../models.ts";
import {
  connections,
  environments,
  folders,
  projects,
  rotations,
  runs,
  secrets,
  versions,
} from "../schema/index.ts";
import { idList } from "../statement.ts";
import type { Place } from "./places.ts";
import { planned } from "./planned.ts";

/** A credential that works, and its place among the two of a dual-phase rotation. */
export type LiveCredential = Pick<LiveVersion, "number" | "slot" | "state" | "retireAt">;

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

/** Those with these ids, in this order. */
export async function rotationsWith(
  database: Database,
  ids: readonly string[],
): Promise<readonly StoredRotation[]> {
  if (ids.length === 0) return [];
  const rows = await planned(database, select(sql`r.id = any (${idList(ids)}::uuid[])`), {
    never: "scanning",
  });
  const found = rows.map((row) => toStored(row as unknown as Found)); // as it is asked for below
  const byId = new Map(found.map((one) => [one.rotation.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The rotations `r` that there are under these conditions, with all that people see of them. */
export async function selectRotations(
  { drizzle }: Database,
  conditions: SQL,
): Promise<readonly StoredRotation[]> {
  const rows = await drizzle.execute<Found>(select(conditions));
  return rows.map(toStored);
}

const select = (conditions: SQL): SQL => sql`
    select to_json(r) as rotation,
      json_build_object('projectId', p.id, 'project', p.slug, 'environment', e.slug, 'environmentId', e.id,
        'environmentName', e.name, 'folderId', f.id, 'path', f.path) as place,
      json_build_object('id', c.id, 'name', c.name, 'app', c.app) as connection,
      (select json_object_agg(s.field, s.name) from ${secrets} s where s.rotation_id = r.id) as mapping,
      (select to_json(u) from ${runs} u where u.rotation_id = r.id order by u.created_at desc, u.id desc limit 1) as run,
      (select to_json(u) from ${runs} u where u.rotation_id = r.id and u.state <> 'cancelled'
        and u.kind in ('create', 'rotate', 'reconcile') order by u.created_at desc, u.id desc limit 1) as attempt,
      (select json_agg(json_build_object('number', v.number, 'slot', coalesce(v.slot, 0), 'state', v.state,
        'retireAt', v.retire_at))
        from ${versions} v where v.rotation_id = r.id and ${LIVE}) as live
    from ${rotations} r join ${connections} c on c.id = r.connection_id
      join ${folders} f on f.id = r.folder_id join ${environments} e on e.id = f.environment_id
      join ${projects} p on p.id = e.project_id
    where r.deleted_at is null and ${conditions}`;

/** Built by the query above. */
interface Found extends Record<string, unknown> {
  readonly rotation: unknown;
  readonly place: Place;
  readonly connection: StoredRotation["connection"];
  readonly mapping: StoredRotation["mapping"] | null;
  readonly run: unknown;
  readonly attempt: unknown;
  readonly live: readonly (Omit<LiveCredential, "retireAt"> & { readonly retireAt: string | null })[] | null;
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
    live: (live ?? []).map((one) => ({
      ...one,
      retireAt: one.retireAt === null ? null : new Date(one.retireAt),
    })),
  };
}

/** Of versions `v`. */
export const LIVE = sql`v.state in ('active', 'superseded')`;
