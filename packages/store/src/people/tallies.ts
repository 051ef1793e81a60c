import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { toJson } from "../rows.ts";
import { tallies } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { run } from "../transaction.ts";

/** How often something was done in a window of time. */
export interface Tally {
  readonly key: string;
  readonly count: number;
  /** When it begins anew. */
  readonly endsAt: Date;
}

export const tallyStore = (database: Database) => ({
  /** Adds to each and gives what they come to, with what other processes added; each key once. */
  add: (added: readonly (Pick<Tally, "key" | "count"> & { readonly windowMs: number })[]) =>
    guarded(async (): Promise<readonly Tally[]> => {
      // One order for all, so that two processes do not wait for each other.
      const sorted = added.toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const rows = sorted.map(({ key, count, windowMs }) => ({ key, count, window_ms: windowMs }));
      const totals = await run(database, add({ rows: toJson(rows) }));
      return totals.map(({ key, count, ends_at }) => ({
        key: String(key),
        count: Number(count),
        endsAt: new Date(String(ends_at)),
      }));
    }),
});

const add = compile<"rows">(sql`
  insert into ${tallies} as t (key, count, ends_at)
  select key, count, now() + window_ms * interval '1 millisecond'
  from jsonb_to_recordset(${sql.placeholder("rows")}::jsonb) as a (key text, count int, window_ms int)
  on conflict (key) do update set
    count = case when t.ends_at > now() then t.count + excluded.count else excluded.count end,
    ends_at = case when t.ends_at > now() then t.ends_at else excluded.ends_at end
  returning key, count, ends_at`);
