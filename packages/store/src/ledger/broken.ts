import { sql } from "drizzle-orm";
import { audit, connections, outbox, rotations, runs } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import type { Transaction } from "../transaction.ts";
import { BEGUN } from "./work.ts";

/**
 * The connection refused us: this version of it is broken, told once, and its rotations are held. Those that somebody
 * works on or edits right now are left alone: they find out by themselves. So is a run that changes the connection's
 * own login: it may be why we were refused, and nobody else can end that.
 */
export function writeBroken(
  tx: Transaction,
  rotationId: string,
  { version, message }: { readonly version: number; readonly message: string },
): void {
  tx.send(markBroken({ rotationId, version, message }));
  tx.send(hold({ rotationId }));
  tx.send(goOn({ rotationId }));
}

const own = sql`(select connection_id from ${rotations} where id = ${sql.placeholder("rotationId")}::uuid)`;
const version = sql`${sql.placeholder("version")}::int`;

const markBroken = compile<"rotationId" | "version" | "message">(sql`
  with broken as (
    update ${connections} set broken_at = ${NOW}, broken_message = ${sql.placeholder("message")}
    where id = ${own} and version = ${version} and broken_at is null
    returning id, project_id, broken_message as message,
      jsonb_build_object('connectionId', id, 'name', name, 'app', app) as data
  ), kept as (
    insert into ${audit} (kind, message, data, project_id, connection_id)
    select 'connection.broken', message, data, project_id, id from broken
  )
  insert into ${outbox} (kind, message, data, project_id)
  select 'connection.broken', message, data, project_id from broken`);

const hold = compile<"rotationId">(sql`
  update ${rotations} r set held_at = ${NOW}, due_at = case when r.lease_until > now() then r.due_at end
  where r.id in (
    select o.id from ${rotations} o join ${connections} c on c.id = o.connection_id
    where c.id = ${own} and c.broken_at is not null
      and o.deleted_at is null and o.held_at is null
      and (o.id = ${sql.placeholder("rotationId")}::uuid or (
        (o.lease_until is null or o.lease_until < now())
        and not (o.own_account and exists (select from ${runs} u where u.rotation_id = o.id and u.${BEGUN}))
      ))
    for update of o skip locked
  )`);

/** Somebody mended the connection meanwhile: then this rotation is not held by what the older version was told. */
const goOn = compile<"rotationId">(sql`
  update ${rotations} r set held_at = null, due_at = case when r.lease_until > now() then r.due_at else ${NOW} end
  where r.id = ${sql.placeholder("rotationId")}::uuid and r.held_at is not null and not exists (
    select from ${connections} c where c.id = r.connection_id and c.broken_at is not null
  )`);
