import type { Parts } from "../services.ts";
import { dateIn, dateOf, endOf, startOf } from "./days.ts";
import type { EndedRun, RunDays, Scope } from "./store.ts";

/** So many runs of a day are told one by one. */
export const SHOWN = 5;
/** Days of another zone than UTC are counted run by run, as long as there are no more than this. */
const MOST_NAMED = 2_000;

export interface Past {
  readonly days: ReadonlyMap<string, Pick<RunDays["days"][number], "succeeded" | "failed">>;
  /** A few of each day, the failed ones first. */
  readonly runs: ReadonlyMap<string, readonly EndedRun[]>;
  /** The days are those of UTC, whatever zone was asked for. */
  readonly isByUtc: boolean;
}

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

/** What has happened on some days: sums are kept by days of UTC; of another zone, the runs themselves are counted. */
export async function pastOf(parts: Parts, scope: Scope, asked: Asked): Promise<Past> {
  const { from, to, timeZone } = asked;
  const today = dateIn(parts.engine.clock.now(), timeZone);
  if (from > today) return { days: new Map(), runs: new Map(), isByUtc: false };
  const first = dateOf(startOf(from, timeZone));
  const last = dateOf(new Date(endOf(to, timeZone).getTime() - 1));
  const { days } = await parts.store.insights.between(scope, first, last);
  if (isUtc(timeZone)) return await sums(parts, days);
  return (await runByRun(parts, scope, { ...asked, first, last, days })) ?? (await sums(parts, days));
}

async function sums({ store }: Parts, days: RunDays["days"]): Promise<Past> {
  const named = days.map((day) => ({ ...day, ids: [...day.failedRuns, ...day.doneRuns].slice(0, SHOWN) }));
  const ids = named.flatMap((day) => day.ids);
  const runs = new Map(
    (ids.length === 0 ? [] : await store.insights.runsById(ids)).map((run) => [run.id, run]),
  );
  return {
    days: new Map(days.map((day) => [day.day, day])),
    runs: new Map(named.map((day) => [day.day, day.ids.flatMap((id) => runs.get(id) ?? [])])),
    isByUtc: true,
  };
}

/** `null` where there are too many, or some are not there any more. */
async function runByRun(
  { store }: Parts,
  scope: Scope,
  { first, last, timeZone, days }: Asked & { first: string; last: string; days: RunDays["days"] },
): Promise<Past | null> {
  const total = days.reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0);
  if (total > MOST_NAMED) return null;
  const ended = await store.insights.endedBetween(scope, startOf(first), endOf(last), MOST_NAMED);
  if (!ended || ended.length < total) return null;
  const byDay = Map.groupBy(ended, ({ endedAt }) => dateIn(endedAt, timeZone));
  const failed = (run: EndedRun) => run.state === "failed";
  return {
    days: new Map(
      [...byDay].map(([day, runs]) => {
        const failures = runs.filter(failed).length;
        return [day, { succeeded: runs.length - failures, failed: failures }];
      }),
    ),
    runs: new Map(
      [...byDay].map(([day, runs]) => [
        day,
        [...runs.filter(failed), ...runs.filter((run) => !failed(run))].slice(0, SHOWN),
      ]),
    ),
    isByUtc: false,
  };
}

const isUtc = (timeZone: string): boolean => timeZone === "UTC";
