import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { compile } from "../statement.ts";
import { type Row, transact } from "../transaction.ts";

/**
 * Asks a question whose best way depends on its values, which the plans that all others share cannot know: a type that
 * one rotation in a thousand has, or all of them. `never`: a way that is not to be taken, whatever the planner guesses.
 */
export function planned(
  database: Database,
  question: SQL,
  { never }: { readonly never?: "seqscan" } = {},
): Promise<readonly Row[]> {
  return transact(database, async (tx) => {
    tx.send(byValues());
    if (never === "seqscan") tx.send(byIndex());
    return await tx.ask(compile(question)());
  });
}

const byValues = compile(sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`);
const byIndex = compile(sql`select set_config('enable_seqscan', 'off', true)`);
