import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { listings, rotations } from "../schema/index.ts";
import { type Page, type Position, pageOf, positionOf } from "./page.ts";
import { planned } from "./planned.ts";
import { conditionOf, type RotationFilter } from "./rotation-filter.ts";

export interface RotationQuery extends RotationFilter {
  /** Absent: all of them. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface RotationOrder {
  readonly sort: "name" | "createdAt" | "nextAt" | "lastRotatedAt";
  readonly descending: boolean;
}

/**
 * The ids of one page. Each order has an index to go along, from the place where the page before ended; rotations
 * without the date come last in both directions.
 */
export async function rotationPage(
  database: Database,
  query: RotationQuery & RotationOrder,
): Promise<Page<string>> {
  const { limit, sort } = query;
  const { column, type, mayBeAbsent } = ORDERS[sort];
  const at = query.cursor === undefined ? null : positionOf(query.cursor, type);
  const condition = await conditionOf(database, query);
  const ask = (place: SQL, value: SQL, most: number | undefined) =>
    positions(database, sql`${condition} and ${place}`, value, most);
  const most = limit === undefined ? undefined : limit + 1;
  const found = at?.value === null ? [] : await ask(...dated(query, at), most);
  if (mayBeAbsent && (most === undefined || found.length < most)) {
    const after = at?.value === null ? sql`and l.rotation_id > ${at.id}::uuid` : sql``;
    const rest = most === undefined ? undefined : most - found.length;
    found.push(...(await ask(sql`${column} is null ${after} order by l.rotation_id`, sql`null`, rest)));
  }
  const page = limit === undefined ? { items: found, next: null } : pageOf(found, limit, (row) => row);
  return { items: page.items.map(({ id }) => id), next: page.next };
}

const ORDERS = {
  name: { column: sql`l.name`, id: sql`l.rotation_id`, type: "text", mayBeAbsent: false },
  createdAt: { column: sql`l.created_at`, id: sql`l.rotation_id`, type: "timestamptz", mayBeAbsent: false },
  nextAt: { column: sql`r.next_at`, id: sql`r.id`, type: "timestamptz", mayBeAbsent: true },
  lastRotatedAt: { column: sql`r.last_rotated_at`, id: sql`r.id`, type: "timestamptz", mayBeAbsent: true },
} as const;

/** Where to go on and in which order, and what to remember of each row for the next page. */
function dated({ sort, descending }: RotationOrder, at: Position | null): [place: SQL, value: SQL] {
  const { column, id, type, mayBeAbsent } = ORDERS[sort];
  const [beyond, direction] = descending ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  const present = mayBeAbsent ? sql`${column} is not null` : sql`true`;
  const further = at
    ? sql`(${column}, ${id}) ${beyond} (${at.value}::${sql.raw(type)}, ${at.id}::uuid)`
    : sql`true`;
  return [
    sql`${present} and ${further} order by ${column} ${direction}, ${id} ${direction}`,
    type === "text" ? column : sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ];
}

async function positions(
  database: Database,
  conditionAndOrder: SQL,
  value: SQL,
  limit: number | undefined,
): Promise<Position[]> {
  const rows = await planned(
    database,
    sql`select l.rotation_id as id, ${value} as value
      from ${listings} l join ${rotations} r on r.id = l.rotation_id and r.deleted_at is null
      where ${conditionAndOrder} ${limit === undefined ? sql`` : sql`limit ${limit}::int`}`,
  );
  return rows.map(({ id, value }) => ({ id: String(id), value: value === null ? null : String(value) }));
}
