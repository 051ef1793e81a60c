import type { Actor } from "../permissions/actor.ts";
import { projectsOf } from "../rotations/list.ts";
import type { Parts } from "../services.ts";
import { collisionsOf } from "./collisions.ts";
import { dateIn, daysFrom, endOf, startOf } from "./days.ts";
import { pastOf, SHOWN } from "./past.ts";
import type { CalendarDay, CalendarOf, CalendarView } from "./schema-calendar.ts";
import { type Start, startsOf } from "./starts.ts";
import type { Counted, EndedRun, Scope, Span } from "./store.ts";

/** What has happened on some days and what is planned for them. */
export async function calendar(
  parts: Parts,
  { projectId, from, to, timeZone }: CalendarOf,
  actor: Actor,
): Promise<CalendarView> {
  const scope = await projectsOf(parts, projectId, actor);
  const asked = { from, to, timeZone };
  const [past, plan] = await Promise.all([pastOf(parts, scope, asked), planOf(parts, scope, asked)]);
  const days = daysFrom(from, to).map((day): CalendarDay => {
    const runs = past.days.get(day);
    const starts = plan.byDay.get(day) ?? [];
    return {
      day,
      succeeded: runs?.succeeded ?? 0,
      failed: runs?.failed ?? 0,
      runs: (past.runs.get(day) ?? []).map(runView),
      planned: counted(starts.length, plan.atLeast.get(day) ?? 0, plan.isMore),
      starts: starts.slice(0, SHOWN).map(startView),
      collisions: collisionsOf(starts),
    };
  });
  return { days, isComplete: !plan.isMore, isPastByUtc: past.isByUtc };
}

interface Planned {
  readonly byDay: ReadonlyMap<string, readonly Start[]>;
  /** Where not every rotation was looked into: how many next starts a day has, whatever comes after them. */
  readonly atLeast: ReadonlyMap<string, number>;
  readonly isMore: boolean;
}

async function planOf(
  { store, engine }: Parts,
  scope: Scope,
  { from, to, timeZone }: Pick<CalendarOf, "from" | "to" | "timeZone">,
): Promise<Planned> {
  const now = engine.clock.now();
  const until = endOf(to, timeZone);
  if (until <= now) return { byDay: new Map(), atLeast: new Map(), isMore: false };
  const { rotations, isMore } = await store.insights.plannedBefore(scope, until);
  const found = startsOf(engine, rotations, { now, until });
  const starts = found.starts.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const incomplete = isMore || found.isMore;
  return {
    byDay: Map.groupBy(starts, ({ at }) => dateIn(at, timeZone)),
    atLeast: incomplete ? await store.insights.nextBySpan(scope, spansOf(from, to, timeZone)) : new Map(),
    isMore: incomplete,
  };
}

const spansOf = (from: string, to: string, timeZone: string): Span[] =>
  daysFrom(from, to).map((day) => ({
    key: day,
    from: startOf(day, timeZone),
    until: endOf(day, timeZone),
  }));

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
