import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { listings, rotations } from "../schema/index.ts";
import { idList } from "../statement.ts";
import { type Page, type Position, pageOf, positionOf } from "./page.ts";
import { planned } from "./planned.ts";
import { type Condition, conditionOf, fits, isOfNone, type RotationFilter } from "./rotation-filter.ts";
import { fewOf } from "./rotation-leads.ts";
import { ORDERS, type RotationOrder } from "./rotation-orders.ts";
import { isStraight, walk } from "./rotation-walk.ts";

export interface RotationQuery extends RotationFilter {
  /** Absent: all of them. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/**
 * The ids of one page. Rotations without the date that it is sorted by come last in both directions. Where a part of the
 * filter leaves few, those are looked at; else one goes along the order, and not further than so many: then a page may
 * be short, or empty, and have a next one.
 */
export async function rotationPage(
  database: Database,
  { limit, cursor, sort, descending, ...filter }: RotationQuery & RotationOrder,
): Promise<Page<string>> {
  const order = { sort, descending };
  const at = cursor === undefined ? null : positionOf(cursor, ORDERS[sort].type);
  const condition = await conditionOf(database, filter);
  if (isOfNone(condition)) return { items: [], next: null };
  if (limit === undefined)
    return idsOf({ items: await sorted(database, condition, order, null, at), next: null });
  const few = isStraight(condition, order) ? null : await fewOf(database, condition);
  if (!few) return idsOf(await walk(database, { condition, order, at, limit }));
  if (few.length === 0) return { items: [], next: null };
  const rows = await sorted(database, condition, order, { ids: few, most: limit + 1 }, at);
  return idsOf(pageOf(rows, limit, (row) => row));
}

const idsOf = ({ items, next }: Page<Position>): Page<string> => ({ items: items.map(({ id }) => id), next });

/** Those that fit, of a few or of all, sorted in memory. */
async function sorted(
  database: Database,
  condition: Condition,
  { sort, descending }: RotationOrder,
  among: { readonly ids: readonly string[]; readonly most: number } | null,
  at: Position | null,
): Promise<Position[]> {
  const { column, id, value, type } = ORDERS[sort];
  const [beyond, direction] = descending ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  const further =
    at === null
      ? sql`true`
      : at.value === null
        ? sql`(${column} is null and ${id} > ${at.id}::uuid)`
        : sql`(${column} is null or (${column}, ${id}) ${beyond} (${at.value}::${sql.raw(type)}, ${at.id}::uuid))`;
  // Of a few, each one is looked up by its id, whatever else there is an index for.
  const listed = among
    ? sql`unnest(${idList(among.ids)}::uuid[]) as few (id) cross join lateral (
        select * from ${listings} where rotation_id = few.id offset 0) l`
    : sql`${listings} l`;
  const question = sql`
    select l.rotation_id as id, ${value} as value
    from ${listed} join ${rotations} r on r.id = l.rotation_id and r.deleted_at is null
    where ${fits(condition)} and ${further}
    order by ${column} ${direction} nulls last, case when ${column} is not null then ${id} end ${direction}, ${id}
    ${among ? sql`limit ${among.most}::int` : sql``}`;
  const rows: readonly Readonly<Record<string, unknown>>[] = await planned(
    database,
    question,
    among ? { never: "scanning" } : {},
  );
  return rows.map(toPosition);
}

const toPosition = ({ id, value }: Readonly<Record<string, unknown>>): Position => ({
  id: String(id),
  value: value === null ? null : String(value),
});
