import { type SQL, sql } from "drizzle-orm";

/** A page of a list; give `next` back as `cursor`. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Where a page ended: the value that the list is sorted by, and the id that tells equals apart. */
export interface Position {
  readonly value: string | null;
  readonly id: string;
}

/** The rows behind the cursor, in order, along an index on the two columns. Neither column is ever null. */
export function paged(options: {
  readonly column: SQL;
  readonly id: SQL;
  /** The type of the column, as PostgreSQL calls it. */
  readonly type: "text" | "timestamptz";
  readonly descending: boolean;
  readonly cursor: string | undefined;
}): { readonly where: SQL; readonly orderBy: SQL } {
  const { column, id, descending, type } = options;
  const orderBy = sql`${column} ${sql.raw(descending ? "desc" : "asc")}, ${id}`;
  const at = options.cursor === undefined ? null : positionOf(options.cursor, type);
  if (!at || at.value === null) return { where: sql`true`, orderBy };
  const value = sql`${at.value}::${sql.raw(type)}`;
  if (!descending) return { where: sql`(${column}, ${id}) > (${value}, ${at.id}::uuid)`, orderBy };
  // The two go different ways, so that only the first one tells where to begin.
  const where = sql`(${column} <= ${value} and (${column} < ${value} or ${id} > ${at.id}::uuid))`;
  return { where, orderBy };
}

/** Makes a page of one row more than was asked for. */
export function pageOf<T>(
  rows: readonly T[],
  limit: number,
  position: (row: T) => { readonly value: string | Date | null; readonly id: string },
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items, next: null };
  return { items, next: cursorOf(position(last)) };
}

/** Where the next page begins, for a client to give back. */
export const cursorOf = (position: { readonly value: string | Date | null; readonly id: string }): string =>
  Buffer.from(JSON.stringify({ value: position.value, id: position.id })).toString("base64url");

/** A cursor that we did not make starts from the beginning. */
export function positionOf(cursor: string, type: "text" | "timestamptz"): Position | null {
  try {
    const at: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (typeof at !== "object" || at === null || !("id" in at) || !("value" in at)) return null;
    const { id, value } = at;
    if (typeof id !== "string" || !UUID.test(id)) return null;
    if (value === null) return { id, value };
    return typeof value === "string" && FORMS[type](value) ? { id, value } : null;
  } catch {
    return null;
  }
}

/** What the database reads without complaint. */
const FORMS = {
  text: (value: string): boolean => /^[^\0\p{Cs}]*$/u.test(value),
  timestamptz: (value: string): boolean => {
    const at = new Date(value);
    return /^\d{4}-/.test(value) && !Number.isNaN(at.getTime()) && at.toISOString() === value;
  },
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Is it worth asking the database about this id at all? Anything else is an id that nothing has. */
export const isUuid = (id: string): boolean => UUID.test(id);
