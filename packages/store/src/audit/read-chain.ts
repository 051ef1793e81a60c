import { sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { fromHex } from "../schema/columns.ts";
import { audit, auditSeals } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { type Row, run } from "../transaction.ts";
import type { FoundRow } from "./broken-place.ts";
import { type AuditHead, ROW_TEXT, type Seal } from "./seal-format.ts";

/** So many at a time; a seal has up to 40 kB. */
const SEALS = 50;
const ROWS = 1_000;
/** Rows have ids from 1 on; whoever puts one in may choose any. */
const LOWEST = "-9223372036854775808";

/** The seals up to one, in their order. */
export async function* readSeals(database: Database, until: number): AsyncGenerator<Seal, void> {
  for (let after = LOWEST; ; ) {
    const found = await run(database, seals({ after, until }));
    for (const row of found) yield sealFrom(row);
    if (found.length < SEALS) return;
    after = String(found.at(-1)?.sequence);
  }
}

/** The rows in the order of their ids, with the text that is sealed. */
export async function* readRows(
  database: Database,
): AsyncGenerator<FoundRow & { readonly text: string }, void> {
  for (let after = LOWEST; ; ) {
    const found = await run(database, rows({ after }));
    for (const { id, kind, at, text } of found) {
      yield { id: Number(id), kind: String(kind), at: new Date(Number(at)), text: String(text) };
    }
    if (found.length < ROWS) return;
    after = String(found.at(-1)?.id);
  }
}

/** The last seal. */
export async function newestSeal(database: Database): Promise<Seal | null> {
  const [row] = await run(database, newest());
  return row ? sealFrom(row) : null;
}

/** Does the chain go through this seal? */
export function holdsSeal(database: Database, { sequence, seal }: AuditHead): Promise<boolean> {
  return guarded(async () => {
    const [row] = await run(database, holds({ sequence, seal: Buffer.from(seal, "hex") }));
    return row !== undefined;
  });
}

/** Where the seal is that follows another one; `null` where there is none. */
export async function sequenceBehind(database: Database, previous: Uint8Array): Promise<number | null> {
  const [row] = await run(database, behind({ previous: Buffer.from(previous) }));
  return row ? Number(row.sequence) : null;
}

const COLUMNS = sql.raw(`sequence, format, key_id, first, last, count, rows, previous, seal,
  (extract(epoch from sealed_at) * 1000)::bigint as sealed_at`);

function sealFrom(row: Row): Seal {
  const bytes = (name: string) => fromHex(row[name] as Uint8Array | string); // a bytea of the driver
  return {
    sequence: Number(row.sequence),
    format: Number(row.format),
    keyId: String(row.key_id),
    first: Number(row.first),
    last: Number(row.last),
    count: Number(row.count),
    rows: bytes("rows"),
    previous: bytes("previous"),
    seal: bytes("seal"),
    sealedAt: new Date(Number(row.sealed_at)),
  };
}

const seals = compile<"after" | "until">(sql`
  select ${COLUMNS} from ${auditSeals}
  where sequence > ${sql.placeholder("after")}::bigint and sequence <= ${sql.placeholder("until")}::bigint
  order by sequence limit ${sql.raw(String(SEALS))}`);

const rows = compile<"after">(sql`
  select a.id, a.kind, (extract(epoch from a.at) * 1000)::bigint as at, ${ROW_TEXT} as text from ${audit} a
  where a.id > ${sql.placeholder("after")}::bigint order by a.id limit ${sql.raw(String(ROWS))}`);

const newest = compile(sql`select ${COLUMNS} from ${auditSeals} order by sequence desc limit 1`);

const holds = compile<"sequence" | "seal">(sql`
  select from ${auditSeals} where sequence = ${sql.placeholder("sequence")}::bigint
    and seal = ${sql.placeholder("seal")}::bytea`);

const behind = compile<"previous">(
  sql`select sequence from ${auditSeals} where previous = ${sql.placeholder("previous")}::bytea`,
);
