import { type SQL, sql } from "drizzle-orm";
import { rotations } from "../schema/index.ts";
import { idsOf, inScope, type Scope } from "./scope.ts";

/** A start that is so late is overdue. */
export const OVERDUE = sql.raw("(now() - interval '1 hour')");

const LIVE = sql`r.deleted_at is null`;
/** Its runs neither wait for a person nor for the connection. */
export const GOES_ON = sql`r.held_at is null and r.attention is null`;

/** What each word of the overview means; each is served by an index of its own. Of rotations `r`. */
export const where = {
  attention: sql`r.attention is not null and ${LIVE}`,
  held: sql`r.held_at is not null and r.attention is null and ${LIVE}`,
  failing: sql`r.last_failed_at is not null and ${GOES_ON} and ${LIVE}`,
  /** Whether or not it goes on: those that do not are left out of what was found. */
  planned: sql`r.next_at is not null and ${LIVE}`,
} as const;

/** What they are sorted by, the worst or the next first. */
export const order = {
  attention: sql`(r.attention ->> 'since')`,
  failing: sql`r.last_failed_at`,
  planned: sql`r.next_at`,
} as const;

/** More than this are not counted. */
export const MOST_COUNTED = 1_000;

/** A number, and whether there are more than that. */
export interface Counted {
  readonly count: number;
  readonly isMore: boolean;
}

/** How `countOf` writes it. */
export interface Seen {
  readonly count: number;
  readonly seen: number;
}

/** How many rotations `r` go on of those that there are, up to one more than is counted; as JSON. */
export const countOf = (
  scope: Scope,
  condition: SQL,
  { most = MOST_COUNTED, goesOn = false }: { readonly most?: number; readonly goesOn?: boolean } = {},
): SQL => sql`(
  select json_build_object('count', count(*) filter (where ${goesOn ? GOES_ON : sql`true`}), 'seen', count(*)) from (
    select r.held_at, r.attention from ${rotations} r where ${condition} and ${inScope(scope)} limit ${sql.raw(String(most + 1))}
  ) r)`;

export const counted = ({ count, seen }: Seen, most = MOST_COUNTED): Counted => ({
  count: Math.min(count, most),
  isMore: seen > most,
});

/** The first rotations by an order. */
export interface First {
  readonly condition: SQL;
  readonly by: SQL;
  /** Only those before this in the order. */
  readonly below?: SQL;
  readonly most: number;
  /** Of each one of several projects. */
  readonly mostOfEach: number;
}

/**
 * The first rotations `r`, along an index: there is one for all projects and one for each. Of several projects the first
 * of each are read and no more. They are found by a range, and not by being equal, so that the planner does not go along
 * the index of all projects to look for those of one; asked with `never: "gathering"` it does not sort all of them either.
 */
export function firstOf(scope: Scope, { condition, by, below, most, mostOfEach }: First): SQL {
  const limit = (count: number) => sql`limit ${sql.raw(String(count))}`;
  if (scope === "all") {
    const before = below ? sql`and ${by} < ${below}` : sql``;
    return sql`(select r.* from ${rotations} r where ${condition} ${before} order by ${by} ${limit(most)}) r`;
  }
  const before = below ? sql`(r.project_id, ${by}) < (p.id, ${below})` : sql`r.project_id <= p.id`;
  return sql`(
    select r.* from unnest(${idsOf(scope)}) as p (id) cross join lateral (
      select r.* from ${rotations} r where ${condition} and r.project_id >= p.id and ${before}
      order by r.project_id, ${by} ${limit(mostOfEach)}
    ) r order by ${by} ${limit(most)}
  ) r`;
}
