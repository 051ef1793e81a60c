import { type Writer, writer } from "./bytes.ts";
import type { Rows } from "./execute.ts";
import type { Value } from "./query.ts";
import type { OracleError } from "./users.ts";

const ERROR = 4;
const ROW_HEADER = 6;
const ROW_DATA = 7;
const PARAMETER = 8;
const STATUS = 9;
const DESCRIBE = 16;
const VARCHAR = 1;
const NUMBER = 2;

/** Done, with nothing to tell. */
export const statusAnswer = (): Buffer => writer().bytes(STATUS).ub(0, 0).done();

/** The end of a statement: what went wrong, or nothing. */
export function endOfCall(error: OracleError | null, cursor = 0, rows = 0): Buffer {
  const number = error?.number ?? 0;
  const to = writer()
    .bytes(ERROR)
    .ub(1, 0, rows, number & 0xffff, 0, 0, cursor, 0)
    .bytes(0, 0, 0, 0, 0, 0)
    .ub(0, 0)
    .bytes(0)
    .ub(0, 0)
    .ub(0)
    .bytes(0, 0)
    .ub(0, 0, 0, 0, 0, 0)
    .ub(number, rows);
  return (error ? to.sized(`${error.text}\n`) : to).done();
}

/** What a statement without rows gives back. */
export const noParameters = (): Buffer => writer().bytes(PARAMETER).ub(0, 0, 0, 0).done();

/** The columns of a query. */
export function describe({ columns, rows }: Rows): Buffer {
  const to = writer().bytes(DESCRIBE).sized("").ub(0, columns.length);
  if (columns.length > 0) to.bytes(0);
  for (const [index, name] of columns.entries())
    describeColumn(to, name, index, isNumeric({ columns, rows }, index));
  return to.ub(0, 0, 0, 0, 0, 0).done();
}

function describeColumn(to: Writer, name: string, index: number, numeric: boolean): void {
  const longest = numeric ? 22 : 4000;
  to.bytes(numeric ? NUMBER : VARCHAR, 0, numeric ? 38 : 0, 0)
    .ub(longest, 0, 0, 0, 0, numeric ? 0 : 873)
    .bytes(numeric ? 0 : 1)
    .ub(numeric ? 0 : longest, 0)
    .bytes(1, name.length)
    .optional(name)
    .ub(0, 0, index + 1, 0);
}

/** Some rows of a query. */
export function rowData(all: Rows, rows: Rows["rows"]): Buffer {
  const numeric = all.columns.map((_, index) => isNumeric(all, index));
  const to = writer().bytes(ROW_HEADER, 0).ub(1, 0, rows.length, 0, 0, 0);
  for (const row of rows) {
    to.bytes(ROW_DATA);
    for (const [index, cell] of row.entries()) to.sized(cellBytes(cell, numeric[index] ?? false));
  }
  return to.done();
}

const isNumeric = ({ rows }: Rows, index: number): boolean =>
  rows.length > 0 && rows.every((row) => typeof row[index] === "number");

function cellBytes(cell: Value, numeric: boolean): Uint8Array | string {
  if (!numeric) return String(cell ?? "");
  const value = Number(cell);
  if (!Number.isInteger(value) || value < 0 || value > 9999)
    throw new RangeError(`${value} is not written here`);
  if (value === 0) return Buffer.from([0x80]);
  const [high, low] = [Math.floor(value / 100), value % 100];
  if (high === 0) return Buffer.from([0xc1, low + 1]);
  return low === 0 ? Buffer.from([0xc2, high + 1]) : Buffer.from([0xc2, high + 1, low + 1]);
}
