import type { Rotation, Run } from "@turnbolt/core";
import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { toJson } from "../rows.ts";
import { connections, rotations, runs } from "../schema/index.ts";
import { idList } from "../statement.ts";
import type { Row } from "../transaction.ts";
import { isUuid } from "./page.ts";
import { planned } from "./planned.ts";
import { counted, countOf, firstOf, GOES_ON, order, type Seen, where } from "./problems.ts";
import { inScope, type Scope } from "./scope.ts";

/** A rotation whose schedule has dates to come. */
export interface PlannedRotation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly projectId: string;
  readonly schedule: Rotation["schedule"];
  readonly nextAt: Date;
  readonly connection: { readonly id: string; readonly name: string; readonly app: string };
}

export interface PlannedRotations {
  readonly rotations: readonly PlannedRotation[];
  /** Not all of them were read. */
  readonly isMore: boolean;
}

/** A run that has ended, for a list. */
export interface EndedRun extends Pick<Run, "id" | "rotationId" | "kind" | "trigger" | "state"> {
  readonly rotationName: string;
  readonly endedAt: Date;
}

/** A span of time, without its end; `key` is what it is called in the answer. */
export interface Span {
  readonly key: string;
  readonly from: Date;
  readonly until: Date;
}

/** Schedules of more rotations than this are not looked into for one calendar. */
const MOST = 2_000;
/** More next starts than this are not counted for one span of time. */
const MOST_IN_A_SPAN = 200;
/** Of one of many projects. */
const FEWEST_OF_EACH = 50;

export const calendarQueries = (database: Database) => ({
  /** Rotations whose next start is before a time, the next one first. */
  plannedBefore: (scope: Scope, time: Date): Promise<PlannedRotations> =>
    guarded(async () => {
      const ofEach =
        scope === "all" ? MOST : Math.max(FEWEST_OF_EACH, Math.ceil(MOST / Math.max(1, scope.length)));
      const first = {
        condition: where.planned,
        by: order.planned,
        below: sql`${time.toISOString()}::timestamptz`,
        most: MOST + 1,
        mostOfEach: ofEach + 1,
      };
      const question = sql`
        select json_build_object('id', r.id, 'name', r.name, 'type', r.type, 'projectId', r.project_id,
          'schedule', r.schedule, 'nextAt', r.next_at,
          'connection', json_build_object('id', c.id, 'name', c.name, 'app', c.app)) as planned,
          ${GOES_ON} as "goesOn", (count(*) over (partition by r.project_id))::int as "ofProject"
        from ${firstOf(scope, first)} join ${connections} c on c.id = r.connection_id
        order by r.next_at, r.id`;
      const rows = await planned(database, question, { never: "gathering" });
      const found = rows.filter(({ goesOn }) => goesOn === true).map(toPlanned);
      const isMore =
        rows.length > MOST || (scope !== "all" && rows.some(({ ofProject }) => Number(ofProject) > ofEach));
      return { rotations: found.slice(0, MOST), isMore };
    }),
  /** How many next starts there are in each span of time, up to one more than is counted. */
  nextBySpan: (scope: Scope, spans: readonly Span[]): Promise<ReadonlyMap<string, number>> =>
    guarded(async () => {
      const within = sql`${where.planned} and r.next_at >= d."from" and r.next_at < d.until`;
      const question = sql`
        select d.key, ${countOf(scope, within, { most: MOST_IN_A_SPAN, goesOn: true })} as seen
        from json_to_recordset(${toJson(spans)}::text::json) as d (key text, "from" timestamptz, until timestamptz)`;
      const rows = await planned(database, question, { never: "gathering" });
      return new Map(rows.map(({ key, seen }) => [String(key), counted(seen as Seen, MOST_IN_A_SPAN).count]));
    }),
  /** Tries at a new credential that ended from one time to another; `null` where more than so many runs of any kind did. */
  endedBetween: (scope: Scope, from: Date, until: Date, most: number): Promise<readonly EndedRun[] | null> =>
    guarded(async () => {
      const question = sql`
        select ${ENDED}, ${inScope(scope)} and u.kind in ('create', 'rotate', 'reconcile')
          and u.state in ('done', 'failed') as wanted
        from (select * from ${runs} where ended_at is not null and ended_at >= ${from.toISOString()}::timestamptz
          and ended_at < ${until.toISOString()}::timestamptz order by ended_at limit ${most + 1}::int) u
        join ${rotations} r on r.id = u.rotation_id order by u.ended_at`;
      const rows = await planned(database, question, { never: "gathering" });
      if (rows.length > most) return null;
      return rows.filter(({ wanted }) => wanted === true).map((row) => toEnded(row as unknown as Ended)); // as it is asked for above
    }),
  /** Runs by their ids, with the names of their rotations. */
  runsById: (ids: readonly string[]): Promise<readonly EndedRun[]> =>
    guarded(async () => {
      const rows = await database.drizzle.execute<Ended>(sql`
        select ${ENDED} from ${runs} u join ${rotations} r on r.id = u.rotation_id
        where u.id = any (${idList(ids.filter(isUuid))}::uuid[]) and u.ended_at is not null order by u.ended_at, u.id`);
      return rows.map(toEnded);
    }),
});

/** Of runs `u` and their rotations `r`. */
const ENDED = sql`u.id, u.rotation_id as "rotationId", u.kind, u.trigger, u.state, u.ended_at as "endedAt",
  r.name as "rotationName"`;

const toEnded = ({ id, rotationId, rotationName, kind, trigger, state, endedAt }: Ended): EndedRun => ({
  id,
  rotationId,
  rotationName,
  kind,
  trigger,
  state,
  endedAt: new Date(endedAt),
});

function toPlanned({ planned: json }: Row): PlannedRotation {
  const one = json as Planned; // as the query above builds it
  return { ...one, nextAt: new Date(one.nextAt) };
}

interface Planned extends Omit<PlannedRotation, "nextAt"> {
  readonly nextAt: string;
}

interface Ended extends Omit<EndedRun, "endedAt">, Record<string, unknown> {
  readonly endedAt: string;
}
