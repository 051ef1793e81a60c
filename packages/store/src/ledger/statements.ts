import { sql } from "drizzle-orm";
import { insertRows, keysOf, namesOf } from "../rows.ts";
import {
  connections,
  findings,
  rotations,
  runs,
  secrets,
  secretVersions,
  versions,
} from "../schema/index.ts";
import { compile } from "../statement.ts";
import { OPEN } from "./work.ts";

const rows = sql`${sql.placeholder("rows")}::jsonb`;
const ids = sql`${sql.placeholder("ids")}::uuid[]`;

/** `rows`: `[{ id, patch }]`; the columns a patch does not name stay. */
const patched = keysOf(rotations, "id", "projectId", "type", "createdAt", "deletedAt");
export const patchRotations = compile<"rows">(sql`
  update ${rotations} r set (${namesOf(rotations, patched)}) =
    (select ${namesOf(rotations, patched, "p.")} from jsonb_populate_record(r, x.patch) p)
  from jsonb_to_recordset(${rows}) as x (id uuid, patch jsonb) where r.id = x.id`);

/** `rows`: `[{ rotation_id, patch, steps }]`, for the run in hand; whatever is saved of it ends the step that was noted as under way. */
const ran = keysOf(runs, "id", "rotationId", "kind", "createdAt", "steps", "currentStep", "requestKey");
export const patchRuns = compile<"rows">(sql`
  update ${runs} r set steps = r.steps || x.steps, current_step = null, (${namesOf(runs, ran)}) =
    (select ${namesOf(runs, ran, "p.")} from jsonb_populate_record(r, x.patch) p)
  from jsonb_to_recordset(${rows}) as x (rotation_id uuid, patch jsonb, steps jsonb)
  where r.rotation_id = x.rotation_id and r.${OPEN}`);

export const insertRuns = compile<"rows">(insertRows(runs, keysOf(runs)));

const replaced = keysOf(versions, "id", "rotationId", "number", "slot");
export const upsertVersions = compile<"rows">(sql`
  ${insertRows(versions, keysOf(versions, "slot"))}
  on conflict (id) do update set (${namesOf(versions, replaced)}) = row (${namesOf(versions, replaced, "excluded.")})`);

/**
 * `ids`: of versions. Every secret of the rotation, found by its id and not by its name, points at the credential;
 * all of one promotion share its number. The credential takes the slot that the one before it did not have.
 */
export const promoteSecrets = compile<"ids">(sql`
  with placed as (
    update ${versions} v set slot = case when v.exclusive then 1 - coalesce((
      select p.slot from ${versions} p
      where p.rotation_id = v.rotation_id and p.number < v.number and p.slot is not null
      order by p.number desc limit 1), 1) else 0 end
    where v.id = any (${ids})
  ), promoted as (
    select s.id as secret_id, v.number, v.id as version_id, s.field, v.run_id
    from ${versions} v join ${secrets} s on s.rotation_id = v.rotation_id
    where v.id = any (${ids})
  ), written as (
    insert into ${secretVersions} (secret_id, number, version_id, field, created_by)
    select secret_id, number, version_id, field, 'run ' || run_id from promoted
    on conflict (secret_id, number) do nothing
  )
  update ${secrets} s set version = p.number, updated_at = now() from promoted p where s.id = p.secret_id`);

export const useFindings = compile<"ids">(sql`
  update ${findings} set used_at = now()
  where id = any (${ids})`);

const own = sql`(select connection_id from ${rotations} where id = ${sql.placeholder("rotationId")}::uuid)`;

/**
 * The new login was proven: whoever was refused with the old one meanwhile was refused for that. Nobody is while the
 * run has the connection to itself, but others go on while it waits for a person.
 */
export const resealConnection = compile<"rotationId" | "config" | "sealed">(sql`
  update ${connections} set config = ${sql.placeholder("config")}::jsonb,
    sealed = ${sql.placeholder("sealed")}::jsonb, version = version + 1, updated_at = now(),
    broken_at = null, broken_message = null
  where id = ${own}`);

/** Those that somebody has locked find out by themselves: a save that holds under a whole connection goes on. */
export const freeHeld = compile<"rotationId">(sql`
  update ${rotations} set held_at = null,
    due_at = case when lease_until > now() then due_at else now() + random() * interval '1 minute' end
  where id in (
    select id from ${rotations} where connection_id = ${own} and held_at is not null for update skip locked
  )`);

/** A notice may get lost, so it does not wait for the disk as what it tells of did. */
const unflushed = sql.raw("set_config('synchronous_commit', 'off', true)");

/** `rows`: ids of runs, or of rotations whose last run is meant. */
export const announceRuns = compile<"rows">(sql`
  select ${unflushed}, pg_notify('turnbolt_runs', coalesce(
    (select u.id from ${runs} u where u.rotation_id = x.value::uuid order by u.created_at desc, u.id desc limit 1)::text,
    x.value))
  from jsonb_array_elements_text(${rows}) x`);

export const announceDue = compile<"rows">(sql`
  select ${unflushed}, pg_notify('turnbolt_due', value) from jsonb_array_elements_text(${rows})`);
