import type { Attention } from "@turnbolt/core";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { connections, environments, folders, rotations, runs } from "../schema/index.ts";
import type { Row } from "../transaction.ts";
import { planned } from "./planned.ts";
import {
  type Counted,
  counted,
  countOf,
  type First,
  firstOf,
  GOES_ON,
  MOST_COUNTED,
  OVERDUE,
  order,
  type Seen,
  where,
} from "./problems.ts";
import { inScope, type Scope } from "./scope.ts";

export interface Counters {
  readonly failing: Counted;
  readonly dueSoon: Counted;
  readonly overdue: Counted;
  readonly attention: Counted;
}

/** A rotation that somebody may have to look at. */
export interface ProblemRotation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly projectId: string;
  readonly environment: string;
  readonly path: string;
  readonly attention: Attention | null;
  readonly lastFailedAt: Date | null;
  readonly nextAt: Date | null;
  /** The last try at a new credential. */
  readonly run: { readonly id: string; readonly state: string; readonly message: string | null } | null;
}

export interface BrokenConnection {
  readonly id: string;
  readonly name: string;
  readonly app: string;
  readonly projectId: string | null;
  readonly brokenAt: Date;
  readonly brokenMessage: string | null;
  /** Rotations that stand still for it. */
  readonly held: Counted;
}

/** The starts of an hour. */
export interface PlannedHour extends Counted {
  readonly from: Date;
}

const WORST = 20;
const HOURS = 24;
/** More than this in one hour are not counted. */
const MOST_IN_AN_HOUR = 200;

export const overviewQueries = (database: Database) => ({
  counters: (scope: Scope): Promise<Counters> =>
    guarded(async () => {
      const overdue = sql`${where.planned} and r.next_at < ${OVERDUE}`;
      const dueSoon = sql`${where.planned} and r.next_at >= ${OVERDUE} and r.next_at < now() + interval '7 days'`;
      const question = sql`
        select ${countOf(scope, where.failing)} as failing, ${countOf(scope, dueSoon, { goesOn: true })} as "dueSoon",
          ${countOf(scope, overdue, { goesOn: true })} as overdue, ${countOf(scope, where.attention)} as attention,
          ${countOf(scope, where.held)} as held`;
      const [row] = await planned(database, question, { never: "gathering" });
      const seen = row as Readonly<Record<keyof Counters | "held", Seen>>; // as the question names them
      const { attention, held } = seen;
      return {
        failing: counted(seen.failing),
        dueSoon: counted(seen.dueSoon),
        overdue: counted(seen.overdue),
        attention: counted({ count: attention.count + held.count, seen: attention.seen + held.seen }),
      };
    }),
  /** The worst of each kind, the oldest first. */
  problems: async (scope: Scope) => {
    const few = { most: WORST, mostOfEach: WORST };
    const late = { most: MOST_COUNTED, mostOfEach: MOST_COUNTED / 10 };
    const [attention, failing, overdue] = await Promise.all([
      problemsIn(database, scope, { condition: where.attention, by: order.attention, ...few }),
      problemsIn(database, scope, { condition: where.failing, by: order.failing, ...few }),
      problemsIn(
        database,
        scope,
        { condition: where.planned, by: order.planned, below: OVERDUE, ...late },
        GOES_ON,
      ),
    ]);
    return { attention, failing, overdue };
  },
  /** Connections that hold rotations, and others that are broken, the oldest first. */
  broken: (scope: Scope): Promise<readonly BrokenConnection[]> =>
    guarded(async () => {
      const most = sql.raw(String(MOST_COUNTED + 1));
      const question = sql`
        with holding as (
          select h.connection_id as id, count(*)::int as held from (
            select r.connection_id from ${rotations} r where ${where.held} and ${inScope(scope)} limit ${most}
          ) h group by 1
        ), broken as (
          select c.id from ${connections} c where c.broken_at is not null and ${inScope(scope, sql`c.project_id`)}
          order by c.broken_at limit ${sql.raw(String(WORST))}
        )
        select c.id, c.name, c.app, c.project_id as "projectId", c.broken_at as "brokenAt",
          c.broken_message as "brokenMessage", coalesce(h.held, 0) as held
        from ${connections} c left join holding h on h.id = c.id
        where c.id in (select id from holding union select id from broken) and c.broken_at is not null
        order by c.broken_at, c.id limit ${sql.raw(String(WORST))}`;
      // Else the planner looks through all connections of many projects for the few that are broken.
      const found = await planned(database, question, { never: "straying" });
      const rows = found.map((row) => row as unknown as Broken); // as it is asked for above
      return rows.map(({ held, brokenAt, ...row }) => ({
        ...row,
        brokenAt: new Date(brokenAt),
        held: counted({ count: held, seen: held }),
      }));
    }),
  /** The starts of the next day, hour by hour, from the hour that it is. */
  nextHours: (scope: Scope): Promise<readonly PlannedHour[]> =>
    guarded(async () => {
      const inHour = sql`${where.planned} and r.next_at >= h.at and r.next_at < h.at + interval '1 hour'`;
      const question = sql`
        select h.at, ${countOf(scope, inHour, { most: MOST_IN_AN_HOUR, goesOn: true })} as seen
        from generate_series(date_trunc('hour', now()), now() + ${sql.raw(`interval '${HOURS - 1} hours'`)}, interval '1 hour') as h (at)
        order by h.at`;
      const rows = await planned(database, question, { never: "gathering" });
      return rows.map(({ at, seen }) => ({
        from: new Date(String(at)),
        ...counted(seen as Seen, MOST_IN_AN_HOUR), // as `countOf` writes it
      }));
    }),
});

interface Broken extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly app: string;
  readonly projectId: string | null;
  readonly brokenAt: string;
  readonly brokenMessage: string | null;
  readonly held: number;
}

const problemsIn = (
  database: Database,
  scope: Scope,
  first: First,
  only: SQL = sql`true`,
): Promise<readonly ProblemRotation[]> =>
  guarded(async () => {
    const question = sql`
      select json_build_object('id', r.id, 'name', r.name, 'type', r.type, 'projectId', r.project_id,
        'environment', e.slug, 'path', f.path, 'attention', r.attention, 'lastFailedAt', r.last_failed_at, 'nextAt', r.next_at,
        'run', (select json_build_object('id', u.id, 'state', u.state, 'message', coalesce(u.message, u.failure))
          from ${runs} u where u.rotation_id = r.id and u.kind in ('create', 'rotate', 'reconcile')
          order by u.created_at desc, u.id desc limit 1)) as problem
      from (select r.* from ${firstOf(scope, first)} where ${only} order by ${first.by} limit ${sql.raw(String(WORST))}) r
        join ${folders} f on f.id = r.folder_id join ${environments} e on e.id = f.environment_id
      order by ${first.by}`;
    const rows = await planned(database, question, { never: "gathering" });
    return rows.map(toProblem);
  });

function toProblem({ problem: json }: Row): ProblemRotation {
  const problem = json as Problem; // as the query above builds it
  return {
    ...problem,
    attention: problem.attention && { ...problem.attention, since: new Date(problem.attention.since) },
    lastFailedAt: dateOf(problem.lastFailedAt),
    nextAt: dateOf(problem.nextAt),
  };
}

interface Problem extends Omit<ProblemRotation, "lastFailedAt" | "nextAt"> {
  readonly lastFailedAt: string | null;
  readonly nextAt: string | null;
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
