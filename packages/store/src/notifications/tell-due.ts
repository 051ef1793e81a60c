import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { OVERDUE } from "../queries/problems.ts";
import { outbox, rotations } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";

/** So long before its date a run is worth a word. */
const SOON = sql.raw("interval '1 day'");

/**
 * Tells of rotations whose next run is late, and of those whose next run comes soon: once for each date. Who rotates
 * every other day or more often is not told that it is soon again. Gives how many were looked at, `limit` of each at
 * the most.
 */
export function tellDue(database: Database, limit: number): Promise<number> {
  return guarded(async () => {
    // One after the other: each leaves alone what somebody has locked.
    const [late] = await run(database, overdue({ limit }));
    const [soon] = await run(database, dueSoon({ limit }));
    return Number(late?.looked ?? 0) + Number(soon?.looked ?? 0);
  });
}

interface Telling {
  readonly kind: string;
  readonly column: SQL;
  readonly before: SQL;
  readonly worth: SQL;
  readonly words: SQL;
}

/** Rows that were told leave the index, so that a look at nothing new is one probe. */
const telling = ({ kind, column, before, worth, words }: Telling) =>
  compile<"limit">(sql`
  with found as (
    select id from ${rotations} where next_at <= ${before} and ${column} is distinct from next_at and deleted_at is null
    order by next_at limit ${sql.placeholder("limit")}::int for update skip locked
  ), told as (
    update ${rotations} r set ${column} = r.next_at from found where r.id = found.id
    returning r.*, to_char(r.next_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as due
  ), sent as (
    insert into ${outbox} (kind, message, data, project_id, rotation_id)
    select ${sql.raw(`'${kind}'`)}, ${words} || due, jsonb_build_object('dueAt', due), project_id, id
    from told where ${worth}
  )
  select count(*)::int as looked from told`);

const overdue = telling({
  kind: "rotation.overdue",
  column: sql.raw("overdue_told"),
  before: OVERDUE,
  worth: sql`true`,
  words: sql.raw("'it was to be rotated at '"),
});

const dueSoon = telling({
  kind: "rotation.due-soon",
  column: sql.raw("due_soon_told"),
  before: sql`now() + ${SOON}`,
  worth: sql`next_at > now() and failures = 0 and coalesce(last_rotated_at, created_at) < next_at - 2 * ${SOON}`,
  words: sql.raw("'it will be rotated at '"),
});
