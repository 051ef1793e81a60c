import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import {
  channels,
  connections,
  deliveries,
  environments,
  folders,
  outbox,
  projects,
  rotations,
  secrets,
} from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { run } from "../transaction.ts";
import { wakeTold } from "./untold.ts";

/**
 * Gives each event that nobody has been told of yet to every channel that asked for it: a delivery each, in the
 * statement that marks the event, so that a crash leaves either both or neither. Several processes may do so at once.
 * Gives how many events there were.
 */
export function fanOut(database: Database, limit: number): Promise<number> {
  return guarded(async () => {
    const [row] = await run(database, spread({ limit }));
    return Number(row?.events ?? 0);
  });
}

/** Names, numbers and words, as they are now; of a secret its name alone. */
const payload = sql`jsonb_build_object(
  'message', e.message,
  'project', (select jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name)
    from ${projects} p where p.id = e.project_id),
  'rotation', case when r.id is not null then jsonb_build_object('id', r.id, 'name', r.name, 'type', r.type) end,
  'environment', v.slug, 'secretPath', f.path,
  'secrets', (select jsonb_agg(s.name order by s.name) from ${secrets} s where s.rotation_id = r.id),
  'connection', (select jsonb_build_object('id', c.id, 'name', c.name, 'app', c.app)
    from ${connections} c where c.id = coalesce((e.data ->> 'connectionId')::uuid, r.connection_id)),
  'runId', e.run_id, 'version', e.version
) || (e.data - 'rotationId' - 'runId' - 'connectionId' - 'name' - 'app' - 'version')`;

/** A connection concerns whoever asked for one of its rotations. */
const concerns = sql`exists (
  select from ${rotations} o join ${folders} g on g.id = o.folder_id join ${environments} w on w.id = g.environment_id
  where o.connection_id = t.connection_id and o.deleted_at is null
    and (c.project_id is null or o.project_id = c.project_id)
    and (c.rotation_types is null or o.type = any (c.rotation_types))
    and (c.environments is null or w.slug = any (c.environments)))`;

const isUnfiltered = sql`c.rotation_types is null and c.environments is null`;
const isOfProject = sql`(c.project_id is null or c.project_id = t.project_id)`;

const spread = compile<"limit">(sql`
  with events as (
    select * from ${outbox} where delivered_at is null order by id limit ${sql.placeholder("limit")}::int
    for update skip locked
  ), told as (
    select e.id, e.at, e.kind, e.project_id, e.rotation_id, e.version, r.type, v.slug as environment,
      (e.data ->> 'connectionId')::uuid as connection_id, ${payload} as payload
    from events e left join ${rotations} r on r.id = e.rotation_id left join ${folders} f on f.id = r.folder_id
      left join ${environments} v on v.id = f.environment_id
    where exists (select from ${channels} c where c.is_enabled and e.kind = any (c.events))
  ), made as (
    insert into ${deliveries} (channel_id, outbox_id, event, at, payload, rotation_id, version, next_at, created_at)
    select c.id, t.id, t.kind, t.at, t.payload, t.rotation_id, t.version, ${NOW}, ${NOW}
    from told t join ${channels} c on c.is_enabled and t.kind = any (c.events) and case
      when t.connection_id is not null then (${isOfProject} and ${isUnfiltered}) or ${concerns}
      else ${isOfProject} and (c.rotation_types is null or t.type = any (c.rotation_types))
        and (c.environments is null or t.environment = any (c.environments))
    end
    on conflict (channel_id, outbox_id) do nothing returning outbox_id
  ), woken as (
    ${wakeTold(sql`select rotation_id from events where version is not null and id not in (select outbox_id from made)`)}
  ), marked as (
    update ${outbox} set delivered_at = ${NOW} where id in (select id from events)
  )
  select (select count(*)::int from events) as events,
    (select count(pg_notify('turnbolt_due', id::text)) from woken) as woken`);
