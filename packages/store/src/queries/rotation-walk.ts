import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { listings, rotations } from "../schema/index.ts";
import { cursorOf, type Page, type Position } from "./page.ts";
import { planned } from "./planned.ts";
import { type Condition, type Equality, fits } from "./rotation-filter.ts";
import { ORDERS, type RotationOrder } from "./rotation-orders.ts";

export interface Walk {
  readonly condition: Condition;
  readonly order: RotationOrder;
  /** Where the page before ended. */
  readonly at: Position | null;
  readonly limit: number;
}

/** So many rotations are looked at for one page, whether they fit or not. */
export const MOST_WALKED = 3_000;

/** Whether every rotation along the order fits. */
export function isStraight({ equalities, status, words }: Condition, order: RotationOrder): boolean {
  const lead = leadOf(equalities, order);
  return !status && !words && equalities.every(({ name }) => name === lead?.name);
}

/**
 * A page along the index of an order. One that has looked at as many as it may ends where it is: it may be short, or
 * empty, and have a next one.
 */
export async function walk(database: Database, asked: Walk): Promise<Page<Position>> {
  const { order, at, limit } = asked;
  const dated = at?.value === null ? DONE : await stretch(database, asked, datedFrom(asked), limit + 1);
  if (dated.goesOn || dated.found.length > limit || !ORDERS[order.sort].mayBeAbsent)
    return pageFrom(dated, limit);
  const rest = await stretch(database, asked, undatedFrom(asked), limit + 1 - dated.found.length);
  return pageFrom({ ...rest, found: [...dated.found, ...rest.found] }, limit);
}

/** What was met on the way. */
interface Stretch {
  readonly found: readonly Position[];
  /** Where it ended, when there may be more behind it. */
  readonly goesOn: Position | null;
}
const DONE: Stretch = { found: [], goesOn: null };

function pageFrom({ found, goesOn }: Stretch, limit: number): Page<Position> {
  const items = found.slice(0, limit);
  const last = found.length > limit ? (items.at(-1) ?? null) : goesOn;
  return { items, next: last && cursorOf(last) };
}

/** The part of an index that a stretch goes along, and the columns of that index. */
interface Way {
  readonly where: SQL;
  readonly columns: readonly SQL[];
  readonly descending: boolean;
  readonly value: SQL;
}

async function stretch(
  database: Database,
  { condition, order }: Walk,
  { where, columns, descending, value }: Way,
  most: number,
): Promise<Stretch> {
  const direction = descending ? sql`desc` : sql`asc`;
  const inOrder = sql.join(
    columns.map((column) => sql`${column} ${direction}`),
    sql`, `,
  );
  const named = sql.join(
    columns.map((column, place) => sql`${column} as ${PLACES[place]}`),
    sql`, `,
  );
  const places = sql.join(
    columns.map((_, place) => sql`${PLACES[place]} ${direction}`),
    sql`, `,
  );
  const walked =
    ORDERS[order.sort].of === "listings"
      ? sql`(select l.* from ${listings} l where ${where} order by ${inOrder} limit ${MOST}) l
          left join ${rotations} r on r.id = l.rotation_id`
      : sql`(select r.* from ${rotations} r where ${where} order by ${inOrder} limit ${MOST}) r
          left join ${listings} l on l.rotation_id = r.id`;
  const question = sql`
    select id, value, fits, number from (
      select ${ORDERS[order.sort].id} as id, ${value} as value, ${named}, coalesce(${fits(condition)}, false) as fits,
        row_number() over (order by ${inOrder}) as number
      from ${walked}
    ) w where fits or number = ${MOST} order by ${places} limit ${most}::int`;
  const rows = await planned(database, question, { never: "straying" });
  const last = rows.at(-1);
  return {
    found: rows.filter((row) => row.fits === true).map(toPosition),
    goesOn: last && Number(last.number) === MOST_WALKED ? toPosition(last) : null,
  };
}

const MOST = sql.raw(String(MOST_WALKED));
const PLACES = [sql`place1`, sql`place2`, sql`place3`] as const;

const toPosition = ({ id, value }: Readonly<Record<string, unknown>>): Position => ({
  id: String(id),
  value: value === null ? null : String(value),
});

/**
 * Those with the date, or the name. Along the index of one project, say, they are found by a range and sorted by the
 * project as well, so that no index but that one will do.
 */
function datedFrom({ condition, order, at }: Walk): Way {
  const { column, id, type, value, mayBeAbsent, of } = ORDERS[order.sort];
  const { descending } = order;
  const lead = leadOf(condition.equalities, order);
  const columns = lead ? [lead.column, column, id] : [column, id];
  const parts = [mayBeAbsent ? sql`${column} is not null` : sql`true`];
  if (of === "rotations") parts.push(sql`r.deleted_at is null`);
  const only = lead ? sql`${lead.values[0]}::${sql.raw(lead.type)}` : null;
  if (only) parts.push(sql`${columns[0]} >= ${only} and ${columns[0]} <= ${only}`);
  if (at) {
    const place = sql`${at.value}::${sql.raw(type)}, ${at.id}::uuid`;
    const beyond = descending ? sql`<` : sql`>`;
    parts.push(sql`(${sql.join(columns, sql`, `)}) ${beyond} (${only ? sql`${only}, ${place}` : place})`);
  }
  return { where: sql.join(parts, sql` and `), columns, descending, value };
}

/** Those without the date, by their id. */
function undatedFrom({ order, at }: Walk): Way {
  const { column, id } = ORDERS[order.sort];
  const after = at?.value === null ? sql`and ${id} > ${at.id}::uuid` : sql``;
  const where = sql`${column} is null and r.deleted_at is null ${after}`;
  // The one has an index of its own; of the others, those without are at the end of the index.
  const columns = order.sort === "nextAt" ? [id] : [column, id];
  return { where, columns, descending: false, value: sql`null::text` };
}

/** The part of the filter that has an index in this order, and its column there. */
function leadOf(equalities: readonly Equality[], { sort }: RotationOrder): Equality | undefined {
  const ofOne = equalities.filter(({ values }) => values.length === 1);
  if (sort === "name") return ofOne[0];
  const project = ofOne.find(({ name }) => name === "project");
  return sort === "nextAt" && project ? { ...project, column: sql`r.project_id` } : undefined;
}
