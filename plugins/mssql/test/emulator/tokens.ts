/** An error as SQL Server numbers and words it. */
export interface SqlError {
  readonly number: number;
  readonly severity: number;
  readonly text: string;
}

export type Cell = string | number | null;

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]); // SQL_Latin1_General_CP1_CI_AS

/** The answer to a login that was accepted. */
export const loggedIn = (database: string): Buffer =>
  Buffer.concat([
    token(0xe3, Buffer.from([1]), shortText(database), shortText("master")),
    token(0xe3, Buffer.from([7, COLLATION.length]), COLLATION, Buffer.from([0])),
    token(
      0xad,
      Buffer.from([1, 0x74, 0, 0, 4]),
      shortText("Microsoft SQL Server"),
      Buffer.from([16, 0, 0x10, 0]),
    ),
    token(0xe3, Buffer.from([4]), shortText("4096"), shortText("4096")),
  ]);

export const errorToken = ({ number, severity, text }: SqlError): Buffer => {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(number, 0);
  head.writeUInt8(1, 4);
  head.writeUInt8(severity, 5);
  const message = Buffer.alloc(2);
  message.writeUInt16LE(text.length);
  return token(0xaa, head, message, ucs2(text), shortText("emulator"), shortText(""), int32(1));
};

export const FAILED = 0x02;
export const ATTENTION = 0x20;

/** The end of an answer: to a batch, or to a procedure with its return value before it. */
export function done(status: number, from: "batch" | "rpc" = "batch"): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt16LE(status);
  if (from === "batch") return Buffer.concat([Buffer.from([0xfd]), body]);
  const value = Buffer.concat([Buffer.from([0x79]), int32(status & FAILED ? 1 : 0)]);
  return Buffer.concat([value, Buffer.from([0xfe]), body]);
}

/** Columns and rows; a column is `int` when all it holds are whole numbers, else `nvarchar(4000)`. */
export function rowTokens({ columns, rows }: Rows): Buffer {
  const numeric = columns.map((_, index) => rows.every((row) => typeof row[index] !== "string"));
  const count = Buffer.alloc(2);
  count.writeUInt16LE(columns.length);
  const described = columns.map((name, index) => {
    const type = numeric[index]
      ? Buffer.from([0x26, 4])
      : Buffer.concat([Buffer.from([0xe7, 0x40, 0x1f]), COLLATION]);
    return Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 0]), type, shortText(name)]);
  });
  const lines = rows.map((row) =>
    Buffer.concat([
      Buffer.from([0xd1]),
      ...row.map((cell, index) => cellBytes(cell, numeric[index] ?? false)),
    ]),
  );
  return Buffer.concat([Buffer.from([0x81]), count, ...described, ...lines]);
}

function cellBytes(cell: Cell, numeric: boolean): Buffer {
  if (numeric)
    return cell === null ? Buffer.from([0]) : Buffer.concat([Buffer.from([4]), int32(Number(cell))]);
  if (cell === null) return Buffer.from([0xff, 0xff]);
  const text = ucs2(String(cell));
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length);
  return Buffer.concat([length, text]);
}

function token(type: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(3);
  head.writeUInt8(type);
  head.writeUInt16LE(body.length, 1);
  return Buffer.concat([head, body]);
}

const ucs2 = (text: string) => Buffer.from(text, "utf16le");
const shortText = (text: string) => Buffer.concat([Buffer.from([text.length]), ucs2(text)]);

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
