import type { Work } from "@turnbolt/core";
import { type SQL, sql } from "drizzle-orm";
import { toConnection, toFinding, toRotation, toRun, toVersion } from "../models.ts";
import { untold } from "../notifications/untold.ts";
import { connections, findings, rotations, runs, versions } from "../schema/index.ts";
import { compile } from "../statement.ts";
import type { Row } from "../transaction.ts";

/** A run that has not ended, as the unique index knows it. */
export const OPEN = sql.raw("state not in ('done', 'failed', 'cancelled')");
/** One that has begun, too, so that the target may have been asked. */
export const BEGUN = sql.raw("state not in ('done', 'failed', 'cancelled', 'queued')");

const workOf = (ids: SQL) => sql`
  select now() as now, to_json(r) as rotation, to_json(c) as connection,
    (select to_json(u) from ${runs} u where u.rotation_id = r.id and u.${OPEN}) as run,
    (select json_agg(v order by v.number) from ${versions} v where v.rotation_id = r.id
      and v.state in ('draft', 'active', 'superseded', 'revoking')) as versions,
    (select json_agg(f order by f.created_at, f.id) from ${findings} f where f.rotation_id = r.id
      and f.used_at is null) as findings,
    ${untold} as untold
  from ${rotations} r join ${connections} c on c.id = r.connection_id
  where r.deleted_at is null and r.id = any (${ids}) order by r.due_at, r.id`;

/** Everything of these rotations, read at one instant. */
export const readWork = compile<"ids">(workOf(sql`${sql.placeholder("ids")}::uuid[]`));

/**
 * The same of the rotations that this transaction has locked with `lockRotations`. Locking and reading are two
 * statements on purpose: the second one sees what was committed while the first one waited.
 */
export const readLocked = compile(
  workOf(sql`string_to_array(current_setting('turnbolt.locked'), ',')::uuid[]`),
);

/** A process that stands still with rows locked loses them after a while, or it would keep them from everybody. */
export const LET_GO_WHEN_IDLE = sql.raw("set_config('idle_in_transaction_session_timeout', '10s', true)");

/** Locks what `which` selects and remembers the ids for the rest of the transaction. */
export const lockRotations = (which: SQL): SQL => sql`
  select ${LET_GO_WHEN_IDLE},
    set_config('turnbolt.locked', (select coalesce(string_agg(id::text, ','), '') from (${which}) found), true)`;

export const lockOne = compile<"id">(
  lockRotations(
    sql`select id from ${rotations} where id = ${sql.placeholder("id")}::uuid and deleted_at is null for update`,
  ),
);

export interface Read {
  readonly now: Date;
  readonly work: Work;
  /** When the row says that it is due; the model does not know this column. */
  readonly dueAt: Date | null;
}

export function toRead(row: Row): Read {
  const { rotation, dueAt } = toRotation(row.rotation);
  return {
    now: new Date(String(row.now)),
    dueAt,
    work: {
      rotation,
      run: row.run ? toRun(row.run) : null,
      versions: listOf(row.versions).map(toVersion),
      connection: toConnection(row.connection),
      findings: listOf(row.findings).map(toFinding),
      untold: row.untold === true,
    },
  };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
