/** What a client logs in with, MS-TDS 2.2.6.4. */
export interface Login7 {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

export function readLogin(body: Buffer): Login7 {
  if (body.readUInt32LE(0) !== body.length) throw new Error("a login of another length than it says");
  if (body.readUInt32LE(4) >>> 24 !== 0x74) throw new Error("a version of TDS that is not 7.4");
  const bytes = (at: number) => {
    const from = body.readUInt16LE(at);
    return body.subarray(from, from + body.readUInt16LE(at + 2) * 2);
  };
  const plain = Buffer.from(bytes(44)).map((byte) => {
    const mixed = byte ^ 0xa5;
    return ((mixed << 4) | (mixed >> 4)) & 0xff;
  });
  return {
    username: bytes(40).toString("utf16le"),
    password: Buffer.from(plain).toString("utf16le"),
    database: bytes(68).toString("utf16le"),
  };
}

/** A text with the values of its parameters. */
export interface Query {
  readonly text: string;
  readonly values: ReadonlyMap<string, string | number | null>;
}

/** A batch: the headers, then the text. */
export const readBatch = (body: Buffer): Query => ({
  text: withoutHeaders(body).toString("utf16le"),
  values: new Map(),
});

const SP_EXECUTESQL = 10;

/** A call of `sp_executesql` by its number; no other procedure is known. */
export function readRpc(body: Buffer): Query {
  const cursor = { bytes: withoutHeaders(body), at: 0 };
  if (u16(cursor) !== 0xffff || u16(cursor) !== SP_EXECUTESQL) throw new Error("an unknown procedure");
  u16(cursor);
  const given: [string, string | number | null][] = [];
  while (cursor.at < cursor.bytes.length) given.push(parameter(cursor));
  const [statement, declared, ...values] = given;
  if (typeof statement?.[1] !== "string") throw new Error("no statement");
  const names = String(declared?.[1] ?? "").match(/@\w+/g) ?? [];
  if (names.join() !== values.map(([name]) => name).join())
    throw new Error("parameters that are not declared");
  return { text: statement[1], values: new Map(values) };
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

function parameter(cursor: Cursor): [string, string | number | null] {
  const name = take(cursor, u8(cursor) * 2).toString("utf16le");
  u8(cursor);
  const type = u8(cursor);
  if (type === 0x26) {
    take(cursor, 1);
    const length = u8(cursor);
    return [name, length === 0 ? null : take(cursor, length).readIntLE(0, length)];
  }
  if (type !== 0xe7) throw new Error(`a parameter of an unknown type ${type}`);
  const limit = u16(cursor);
  take(cursor, 5);
  if (limit === 0xffff) throw new Error("a text of more than 4000 characters");
  const length = u16(cursor);
  return [name, length === 0xffff ? null : take(cursor, length).toString("utf16le")];
}

const u8 = (cursor: Cursor) => take(cursor, 1).readUInt8();
const u16 = (cursor: Cursor) => take(cursor, 2).readUInt16LE();

function take(cursor: Cursor, length: number): Buffer {
  if (cursor.at + length > cursor.bytes.length) throw new Error("a request that ends too early");
  cursor.at += length;
  return cursor.bytes.subarray(cursor.at - length, cursor.at);
}

const withoutHeaders = (body: Buffer) => body.subarray(body.readUInt32LE(0));
