import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { toJson } from "../rows.ts";
import { projects, runDays, runEnds } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { type Row, transact } from "../transaction.ts";
import { noDurations, placeOf } from "./durations.ts";

/** So many at a time. */
const MOST = 5_000;
/** So many runs of a day are remembered by name. */
export const SAMPLES = 5;

/** A run that has ended, as the trigger noted it. */
export interface RunEnd {
  readonly runId: string;
  readonly projectId: string;
  readonly endedAt: Date;
  readonly succeeded: boolean;
  readonly durationMs: number;
}

/** What the runs of one day came to; without a project, of all projects. */
export interface RunDay {
  readonly projectId: string | null;
  /** `2026-01-31`, in UTC. */
  readonly day: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly durations: readonly number[];
  readonly failedRuns: readonly string[];
  readonly doneRuns: readonly string[];
}

/**
 * Adds the runs that have ended to their days, each exactly once: what is counted goes in the same transaction, so that
 * whatever happens it is in one of the two places. One process at a time. Gives how many were counted.
 */
export function countRunEnds(database: Database): Promise<number> {
  return transact(database, async (tx) => {
    const [lock] = await tx.ask(takeTurn());
    if (lock?.mine !== true) return 0;
    const ends = (await tx.ask(take())).map(toRunEnd);
    if (ends.length > 0) tx.send(add({ rows: toJson(daysOf(ends).map(toRow)) }));
    return ends.length;
  });
}

/** The days of some runs: those of each project, and those of all. */
export function daysOf(ends: readonly RunEnd[]): readonly RunDay[] {
  const days = new Map<string, RunEnd[]>();
  for (const end of ends) {
    const day = end.endedAt.toISOString().slice(0, 10);
    for (const key of [`${day} ${end.projectId}`, `${day} `]) {
      const known = days.get(key);
      if (known) known.push(end);
      else days.set(key, [end]);
    }
  }
  return [...days].map(([key, of]) => {
    const [day = "", projectId = ""] = key.split(" ");
    return { projectId: projectId === "" ? null : projectId, day, ...sumOf(of) };
  });
}

function sumOf(ends: readonly RunEnd[]): Omit<RunDay, "projectId" | "day"> {
  const durations = noDurations();
  const [done, failed]: [string[], string[]] = [[], []];
  let succeeded = 0;
  for (const end of ends) {
    const names = end.succeeded ? done : failed;
    if (names.length < SAMPLES) names.push(end.runId);
    if (!end.succeeded) continue;
    succeeded++;
    const place = placeOf(end.durationMs);
    durations[place] = (durations[place] ?? 0) + 1;
  }
  return { succeeded, failed: ends.length - succeeded, durations, failedRuns: failed, doneRuns: done };
}

export const toRunEnd = (row: Row): RunEnd => ({
  runId: String(row.run_id),
  projectId: String(row.project_id),
  endedAt: new Date(String(row.ended_at)),
  succeeded: row.succeeded === true,
  durationMs: Number(row.duration_ms),
});

const toRow = (day: RunDay) => ({
  project_id: day.projectId,
  day: day.day,
  succeeded: day.succeeded,
  failed: day.failed,
  durations: day.durations,
  failed_runs: day.failedRuns,
  done_runs: day.doneRuns,
});

// Any number that no other lock of ours has.
const takeTurn = compile(sql`select pg_try_advisory_xact_lock(7801200332) as mine`);

const take = compile(sql`
  delete from ${runEnds} where id in (select id from ${runEnds} order by id limit ${sql.raw(String(MOST))})
  returning run_id, project_id, to_json(ended_at) #>> '{}' as ended_at, succeeded, duration_ms`);

const first = sql.raw(`[1:${SAMPLES}]`);

/** A project that is gone takes its days with it. */
const add = compile<"rows">(sql`
  insert into ${runDays} as d (project_id, day, succeeded, failed, durations, failed_runs, done_runs)
  select x.* from jsonb_to_recordset(${sql.placeholder("rows")}::jsonb) as x (
    project_id uuid, day date, succeeded int, failed int, durations int[], failed_runs uuid[], done_runs uuid[]
  ) where x.project_id is null or exists (select from ${projects} p where p.id = x.project_id)
  on conflict (project_id, day) do update set
    succeeded = d.succeeded + excluded.succeeded, failed = d.failed + excluded.failed,
    durations = (select array_agg(o.a + o.b order by o.place)
      from unnest(d.durations, excluded.durations) with ordinality o (a, b, place)),
    failed_runs = (d.failed_runs || excluded.failed_runs)${first},
    done_runs = (d.done_runs || excluded.done_runs)${first}`);
