import { type SQL, sql } from "drizzle-orm";
import { channels, deliveries, outbox, rotations, versions } from "../schema/index.ts";
import { NOW } from "../statement.ts";

const PUBLISHED = sql.raw("'rotation.succeeded'");

/**
 * Of a rotation `r`: has somebody who asked not been told of the published credential yet? It only matters while there
 * is a superseded one, and an event that has not been given to the channels counts for those that will get it.
 */
export const untold: SQL = sql`coalesce((
  select exists (
    select from ${deliveries} d where d.rotation_id = r.id and d.version >= a.number and d.state = 'waiting'
      and d.event = ${PUBLISHED}
  ) or exists (
    select from ${outbox} o where o.rotation_id = r.id and o.version >= a.number and o.delivered_at is null
      and o.kind = ${PUBLISHED} and exists (select from ${channels} c where c.is_enabled and o.kind = any (c.events))
  )
  from ${versions} a where a.rotation_id = r.id and a.state = 'active' and exists (
    select from ${versions} s where s.rotation_id = r.id and s.state = 'superseded'
  )
), false)`;

/**
 * Makes those of these rotations due that had nothing to wait for but this: ids as a query gives them, in a common
 * table that the statement around it names. Whoever works on one finds out by itself when it lets go.
 */
export const wakeTold = (ids: SQL): SQL => sql`
  update ${rotations} set due_at = ${NOW} where id in (
    select r.id from ${rotations} r where r.id in (${ids}) and r.due_at > now()
      and r.lease_until is null and r.attention is null and r.held_at is null and r.deleted_at is null
      and exists (
        select from ${versions} s where s.rotation_id = r.id and s.state = 'superseded'
          and (s.retire_at <= now() or r.next_at <= now())
      )
    order by r.id for update
  ) returning id`;

/** For whoever works: these are due. */
export const announce = (from: SQL): SQL => sql`select pg_notify('turnbolt_due', id::text) from ${from}`;
