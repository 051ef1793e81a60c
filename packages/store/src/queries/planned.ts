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
  { never }: { readonly never?: keyof typeof WAYS } = {},
): Promise<readonly Row[]> {
  return transact(database, async (tx) => {
    tx.send(byValues());
    for (const way of never ? WAYS[never] : []) tx.send(way());
    return await tx.ask(compile(question)());
  });
}

const byValues = compile(sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`);

const without = (way: string) => compile(sql.raw(`select set_config('${way}', 'off', true)`));
const GATHERING = ["enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort"];
const WAYS = {
  /** Each row is looked up by an index. */
  scanning: ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"].map(without),
  /** Nothing is gathered before the first row comes: what has a limit reads no more than that, whatever the planner thinks. */
  gathering: GATHERING.map(without),
  /** Nor is a second table read for more than the rows that come. */
  straying: [...GATHERING, "enable_hashjoin", "enable_mergejoin"].map(without),
} as const;
