import { setTimeout as pause } from "node:timers/promises";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";

/** Writers that need longer than this are left for later. */
const PATIENCE_MS = 2_000;
const LOOK_MS = 20;

/**
 * The id up to which the audit has settled: every row up to there can be seen, and none will come any more. `null`
 * while somebody who may have taken a lower id does not come to an end.
 *
 * Ids are taken in one order and committed in another. Whoever takes one holds the table's lock for writers until the
 * end of the transaction; so we look which id was the last, then who holds the lock, and wait for these. Whoever
 * comes later takes higher ids. Neither the number of a transaction nor its snapshot would do: both may be had after
 * the id, and numbers begin anew in a restored dump.
 */
export async function settledUpTo(database: Database, patienceMs = PATIENCE_MS): Promise<number | null> {
  const [taken] = await run(database, lastTaken());
  const [found] = await run(database, writers());
  const until = performance.now() + patienceMs;
  let left = Number(found?.count);
  while (left > 0) {
    if (performance.now() > until) return null;
    await pause(LOOK_MS);
    const [still] = await run(database, stillThere({ those: found?.those }));
    left = Number(still?.count);
  }
  return Number(taken?.id);
}

const lastTaken = compile(sql`
  select case when is_called then last_value else 0 end as id from "turnbolt"."audit_id_seq"`);

const WRITING = sql.raw(`from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock'
  and relation = 'turnbolt.audit'::regclass
  and database = (select oid from pg_database where datname = current_database())`);

const writers = compile(
  sql`select count(*), coalesce(string_agg(virtualtransaction, ','), '') as those ${WRITING}`,
);
const stillThere = compile<"those">(
  sql`select count(*) ${WRITING} and virtualtransaction = any (string_to_array(${sql.placeholder("those")}, ','))`,
);
