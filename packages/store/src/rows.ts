import { getTableColumns, type InferSelectModel, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { toHex } from "./schema/columns.ts";

/** Values on their way into a JSON parameter: bytes as PostgreSQL writes them, instants as text. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, key, item: unknown) {
    // Not `item`: a Buffer has been turned into something else by now.
    const raw = this[key];
    if (raw instanceof Uint8Array) return toHex(raw);
    return PROSE.has(key) && typeof item === "string" ? writable(item) : item;
  });
}

/** Texts for people, which may quote a target word for word. Names and values are never mended, but refused. */
const PROSE = new Set(["message", "failure"]);

/** PostgreSQL keeps neither NUL nor half a character; a save must not fail for what a target says. */
const writable = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** An object under the column names of a table; what is no column of it is left out. */
export function toColumns(table: PgTable, row: object): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [key, { name }] of columnsOf(table)) {
    const value = (row as Readonly<Record<string, unknown>>)[key]; // read by the names of the table's own columns
    if (value !== undefined) columns[name] = value;
  }
  return columns;
}

/** A row that PostgreSQL wrote as JSON, as drizzle would have read it. */
export function fromJsonRow<T extends PgTable>(table: T, json: unknown): InferSelectModel<T> {
  const row: Record<string, unknown> = {};
  for (const [key, column] of columnsOf(table)) {
    const value = (json as Readonly<Record<string, unknown>>)[column.name]; // from `to_json` of this table
    row[key] = value === null || value === undefined ? null : column.mapFromDriverValue(value);
  }
  return row as InferSelectModel<T>; // column by column, as the table says
}

/** `insert` of any number of rows that come as one JSON parameter named `rows`; columns not named keep their defaults. */
export function insertRows(table: PgTable, keys: readonly string[]): SQL {
  const names = namesOf(table, keys);
  return sql`insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, ${sql.placeholder("rows")}::jsonb)`;
}

/** A list of column names, with a prefix where one is given. */
export function namesOf(table: PgTable, keys: readonly string[], prefix = ""): SQL {
  const known = new Map(columnsOf(table));
  const names = keys.map((key) => {
    const column = known.get(key);
    if (!column) throw new Error(`no column for ${key}`);
    return sql.raw(`${prefix}"${column.name}"`);
  });
  return sql.join(names, sql.raw(", "));
}

type Columns = readonly (readonly [string, ReturnType<typeof getTableColumns>[string]])[];
const cache = new WeakMap<PgTable, Columns>();

function columnsOf(table: PgTable): Columns {
  const known = cache.get(table) ?? Object.entries(getTableColumns(table));
  cache.set(table, known);
  return known;
}

/** Every column of a table but these. */
export const keysOf = (table: PgTable, ...but: readonly string[]): readonly string[] =>
  columnsOf(table)
    .map(([key]) => key)
    .filter((key) => !but.includes(key));
