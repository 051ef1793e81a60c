import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { daysOf, type RunDay, SAMPLES, toRunEnd } from "../insights/count-run-ends.ts";
import { noDurations, quantile } from "../insights/durations.ts";
import { runDays, runEnds } from "../schema/index.ts";
import { idsOf, type Scope } from "./scope.ts";

/** What the runs of some days came to. */
export interface RunDays {
  /** Those with runs, by date. */
  readonly days: readonly Pick<RunDay, "day" | "succeeded" | "failed" | "failedRuns" | "doneRuns">[];
  /** Of the successful ones, from the request to the end; `null` where there are none. */
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

/** Counting is never further behind than this; with more, the newest are missing for a minute. */
const MOST_UNCOUNTED = 20_000;

export const runDayQueries = ({ drizzle }: Database) => ({
  /** Days from the first to the last one, both dates in UTC: the counted ones together with what is still to be counted. */
  between: (scope: Scope, first: string, last: string): Promise<RunDays> =>
    guarded(async () => {
      const rows = await drizzle.execute<{ counted: Kept[]; ends: Parameters<typeof toRunEnd>[0][] }>(sql`
        select
          coalesce((select json_agg(d) from ${runDays} d where ${ofDays(scope)}
            and d.day between ${first}::date and ${last}::date), '[]') as counted,
          coalesce((select json_agg(t) from (
            select * from ${runEnds} order by id limit ${sql.raw(String(MOST_UNCOUNTED))}
          ) t), '[]') as ends`);
      // One statement reads one instant: a run is in the one place or in the other.
      const [{ counted, ends } = { counted: [], ends: [] }] = rows;
      const uncounted = daysOf(ends.map(toRunEnd)).filter(
        ({ projectId, day }) => isIn(scope, projectId) && day >= first && day <= last,
      );
      return summed([...counted.map(toDay), ...uncounted]);
    }),
});

/** A row, as PostgreSQL writes it as JSON. */
interface Kept {
  readonly project_id: string | null;
  readonly day: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly durations: readonly number[];
  readonly failed_runs: readonly string[];
  readonly done_runs: readonly string[];
}

const toDay = ({ project_id, failed_runs, done_runs, ...day }: Kept): RunDay => ({
  ...day,
  projectId: project_id,
  failedRuns: failed_runs,
  doneRuns: done_runs,
});

const ofDays = (scope: Scope) =>
  scope === "all" ? sql`d.project_id is null` : sql`d.project_id = any (${idsOf(scope)})`;

const isIn = (scope: Scope, projectId: string | null): boolean =>
  scope === "all" ? projectId === null : projectId !== null && scope.includes(projectId);

function summed(all: readonly RunDay[]): RunDays {
  const durations = noDurations();
  const byDay = new Map<string, RunDays["days"][number]>();
  for (const one of all) {
    for (const [place, count] of one.durations.entries()) durations[place] = (durations[place] ?? 0) + count;
    const before = byDay.get(one.day);
    byDay.set(one.day, {
      day: one.day,
      succeeded: one.succeeded + (before?.succeeded ?? 0),
      failed: one.failed + (before?.failed ?? 0),
      failedRuns: [...(before?.failedRuns ?? []), ...one.failedRuns].slice(0, SAMPLES),
      doneRuns: [...(before?.doneRuns ?? []), ...one.doneRuns].slice(0, SAMPLES),
    });
  }
  const days = [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
  return { days, medianMs: quantile(durations, 0.5), p95Ms: quantile(durations, 0.95) };
}
