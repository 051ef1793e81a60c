import type { Actor } from "../permissions/actor.ts";
import { projectsOf } from "../rotations/list.ts";
import type { Parts } from "../services.ts";
import { collisionsOf } from "./collisions.ts";
import { dateOf, daysFrom, endOf } from "./days.ts";
import type { CalendarDay, CalendarOf, CalendarView } from "./schema-calendar.ts";
import { type Start, startsOf } from "./starts.ts";
import type { Counted, EndedRun, RunDays, Scope } from "./store.ts";

/** So many runs and so many starts of a day are told one by one. */
const SHOWN = 5;

/** What has happened on some days and what is planned for them. */
export async function calendar(
  parts: Parts,
  { projectId, from, to }: CalendarOf,
  actor: Actor,
): Promise<CalendarView> {
  const scope = await projectsOf(parts, projectId, actor);
  const [past, plan] = await Promise.all([pastOf(parts, scope, from, to), planOf(parts, scope, from, to)]);
  const days = daysFrom(from, to).map((day): CalendarDay => {
    const runs = past.days.get(day);
    const starts = plan.byDay.get(day) ?? [];
    return {
      day,
      succeeded: runs?.succeeded ?? 0,
      failed: runs?.failed ?? 0,
      runs: (runs ? [...runs.failedRuns, ...runs.doneRuns] : [])
        .flatMap((id) => past.runs.get(id) ?? [])
        .slice(0, SHOWN)
        .map(runView),
      planned: counted(starts.length, plan.atLeast.get(day) ?? 0, plan.isMore),
      starts: starts.slice(0, SHOWN).map(startView),
      collisions: collisionsOf(starts),
    };
  });
  return { days, isComplete: !plan.isMore };
}

interface Past {
  readonly days: ReadonlyMap<string, RunDays["days"][number]>;
  readonly runs: ReadonlyMap<string, EndedRun>;
}

async function pastOf({ store, engine }: Parts, scope: Scope, from: string, to: string): Promise<Past> {
  const today = dateOf(engine.clock.now());
  if (from > today) return { days: new Map(), runs: new Map() };
  const { days } = await store.insights.between(scope, from, to);
  const ids = days.flatMap(({ failedRuns, doneRuns }) => [...failedRuns, ...doneRuns].slice(0, SHOWN));
  const runs = ids.length === 0 ? [] : await store.insights.runsById(ids);
  return {
    days: new Map(days.map((day) => [day.day, day])),
    runs: new Map(runs.map((run) => [run.id, run])),
  };
}

interface Planned {
  readonly byDay: ReadonlyMap<string, readonly Start[]>;
  /** Where not every rotation was looked into: how many next starts a day has, whatever comes after them. */
  readonly atLeast: ReadonlyMap<string, number>;
  readonly isMore: boolean;
}

async function planOf({ store, engine }: Parts, scope: Scope, from: string, to: string): Promise<Planned> {
  const now = engine.clock.now();
  const until = endOf(to);
  if (until <= now) return { byDay: new Map(), atLeast: new Map(), isMore: false };
  const { rotations, isMore } = await store.insights.plannedBefore(scope, until);
  const found = startsOf(engine, rotations, { now, until });
  const starts = found.starts.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const incomplete = isMore || found.isMore;
  return {
    byDay: Map.groupBy(starts, ({ at }) => dateOf(at)),
    atLeast: incomplete ? await store.insights.nextByDay(scope, from, to) : new Map(),
    isMore: incomplete,
  };
}

const MOST_COUNTED = 1_000;

function counted(found: number, atLeast: number, isMore: boolean): Counted {
  const count = Math.max(found, Math.min(atLeast, MOST_COUNTED));
  return { count, isMore: isMore && count > 0 };
}

const runView = ({ id, ...run }: EndedRun): CalendarDay["runs"][number] => ({ runId: id, ...run });

const startView = ({ at, rotation: { id, name, type } }: Start): CalendarDay["starts"][number] => ({
  at,
  rotationId: id,
  rotationName: name,
  type,
});
