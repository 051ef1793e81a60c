import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { listings, listingWords, rotations, runs } from "../schema/index.ts";
import { idList } from "../statement.ts";
import { planned } from "./planned.ts";
import type { Condition, Equality } from "./rotation-filter.ts";

/** So many rotations are looked at one by one and sorted in memory, and not more. */
const FEW = 500;
/** More words than this are not looked up, each by itself, to find one that is rare. */
const MOST_WORDS = 3;

/**
 * The ids of a few rotations among which all are that fit, found by the first part of the filter that leaves no more than
 * a few; `null`: none of them does. No part is looked into any further than that.
 */
export async function fewOf(database: Database, condition: Condition): Promise<readonly string[] | null> {
  for (const lead of leadsOf(condition)) {
    const question = sql`${lead} limit ${FEW + 1}::int`;
    const rows = await planned(database, question, { never: "straying" });
    if (rows.length <= FEW) return [...new Set(rows.map(({ id }) => String(id)))];
  }
  return null;
}

const leadsOf = ({ equalities, status, words }: Condition): readonly SQL[] => [
  ...(status ? (STATUSES[status] ?? []) : []),
  ...(words ?? [])
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_WORDS)
    .map(beginningWith),
  ...equalities.map(equalTo),
];

const equalTo = ({ column, values, type }: Equality): SQL =>
  type === "text"
    ? sql`select l.rotation_id as id from ${listings} l where ${column} = ${values[0]}`
    : sql`select l.rotation_id as id from unnest(${idList(values)}::uuid[]) as v (id)
        cross join lateral (select l.rotation_id from ${listings} l where ${column} = v.id) l`;

/** Words are kept byte by byte, in small letters: those with this beginning lie beside each other. */
const beginningWith = (word: string): SQL => sql`
  select w.rotation_id as id from ${listingWords} w
  where w.word >= lower(${word}::text) collate "C" and w.word < (lower(${word}::text) || ${LAST}) collate "C"`;
const LAST = "\u{10FFFF}";

/** Of those that do well there are never few. */
const STATUSES: Readonly<Record<NonNullable<Condition["status"]>, readonly SQL[] | null>> = {
  attention: [
    sql`select r.id from ${rotations} r
      where (r.attention is not null or r.held_at is not null) and r.deleted_at is null`,
  ],
  failed: [sql`select r.id from ${rotations} r where r.last_failed_at is not null and r.deleted_at is null`],
  rotating: [
    sql`select x.id from (
        select u.rotation_id as id from ${runs} u where u.state not in ('done', 'failed', 'cancelled')
        union all select d.id from ${rotations} d where d.revoke_asked is not null and d.deleted_at is null
      ) x`,
  ],
  success: null,
};
