import { sql } from "drizzle-orm";
import type { Database } from "./database.ts";
import { guarded } from "./errors.ts";
import { compile } from "./statement.ts";
import { run } from "./transaction.ts";

/** Nobody needs longer to send the rest of a question. */
const PATIENCE_MS = 10_000;

/**
 * Ends our sessions, of any process, whose question stopped in the middle: who asked stands still, or is gone without
 * a word. The database waits for the rest of it with every row locked that the transaction has locked, and none of
 * its time limits counts there (`idle_in_transaction_session_timeout` does between questions). Gives how many.
 */
export function endHalfAsked(database: Database, patienceMs = PATIENCE_MS): Promise<number> {
  return guarded(async () => (await run(database, ended({ patienceMs }))).length);
}

const ended = compile<"patienceMs">(sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and usename = current_user and application_name = 'turnbolt'
    and state = 'active' and wait_event = 'ClientRead'
    and state_change < now() - ${sql.placeholder("patienceMs")}::int * interval '1 ms'`);
