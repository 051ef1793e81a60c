import { sql } from "drizzle-orm";
import type { StoreCipher } from "../create-cipher.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { fromHex } from "../schema/columns.ts";
import { audit, auditSeals } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { type Row, run, transact } from "../transaction.ts";
import { type AuditHead, FORMAT, headOf, ROW_TEXT, START, sealOf } from "./seal-format.ts";
import { settledUpTo } from "./settled.ts";

/** What the key of the seals is derived for. */
export const PURPOSE = "audit chain";

/** Rows of one seal at the most. */
export const MOST = 1_000;

/** What came of a round of sealing. */
export interface Sealed {
  readonly rows: number;
  /** The end of the chain now; `null` while there is none, or while another process has its turn. */
  readonly head: AuditHead | null;
}

/**
 * Seals every row of the audit that is settled, in portions of a transaction each. One process at a time; a second
 * one leaves it to the first. Whatever is killed in between seals nothing or everything of a portion.
 */
export function sealAudit(database: Database, cipher: Pick<StoreCipher, "deriveNamed">): Promise<Sealed> {
  return guarded(async () => {
    const [there] = await run(database, waiting());
    if (there?.waiting !== true) return { rows: 0, head: null };
    const upTo = await settledUpTo(database);
    if (upTo === null) return { rows: 0, head: null };
    let rows = 0;
    for (;;) {
      const portion = await sealPortion(database, cipher, upTo);
      rows += portion.rows;
      if (portion.rows < MOST) return { rows, head: portion.head };
    }
  });
}

function sealPortion(
  database: Database,
  cipher: Pick<StoreCipher, "deriveNamed">,
  upTo: number,
): Promise<Sealed> {
  return transact(database, async (tx) => {
    // Sent together: the second one's view of the database is made when the first one has been answered.
    const asked = [tx.ask(takeTurn()), tx.ask(newest())] as const;
    const [[turn], [row]] = await Promise.all(asked);
    if (turn?.mine !== true) return { rows: 0, head: null };
    const before = row
      ? { sequence: Number(row.sequence), last: Number(row.last), seal: bytesOf(row.seal) }
      : START;
    const [found] = await tx.ask(take({ after: before.last, upTo }));
    const count = Number(found?.count);
    if (!found || count === 0) return { rows: 0, head: row ? headOf(before) : null };
    const { keyId, key } = await cipher.deriveNamed(PURPOSE);
    const contents = {
      ...{ sequence: before.sequence + 1, format: FORMAT, keyId, count, previous: before.seal },
      ...{ first: Number(found.first), last: Number(found.last), rows: bytesOf(found.rows) },
      sealedAt: new Date(String(turn.now)),
    };
    const seal = sealOf(key, contents);
    tx.send(
      add({
        ...contents,
        rows: Buffer.from(contents.rows),
        previous: Buffer.from(before.seal),
        seal,
        sealedAt: contents.sealedAt.toISOString(),
      }),
    );
    return { rows: count, head: headOf({ ...contents, seal }) };
  });
}

const bytesOf = (value: Row[string]): Uint8Array => fromHex(value as Uint8Array | string); // a bytea of the driver

const waiting = compile(sql`
  select exists (select from ${audit} where id > coalesce(
    (select last from ${auditSeals} order by sequence desc limit 1), 0)) as waiting`);

// Any number that no other lock of ours has.
const takeTurn = compile(
  sql`select pg_try_advisory_xact_lock(7801200333) as mine, to_json(${NOW}) #>> '{}' as now`,
);

const newest = compile(sql`select sequence, last, seal from ${auditSeals} order by sequence desc limit 1`);

/** The digests are taken there, so that no row travels; who verifies takes them of the rows themselves. */
const take = compile<"after" | "upTo">(sql`
  select count(*)::int as count, min(id) as first, max(id) as last,
    string_agg(int8send(id) || sha256(convert_to(text, 'UTF8')), ''::bytea order by id) as rows
  from (select a.id, ${ROW_TEXT} as text from ${audit} a
    where a.id > ${sql.placeholder("after")}::bigint and a.id <= ${sql.placeholder("upTo")}::bigint
    order by a.id limit ${sql.raw(String(MOST))}) portion`);

const value = sql.placeholder;
const add = compile<
  "sequence" | "format" | "keyId" | "first" | "last" | "count" | "rows" | "previous" | "seal" | "sealedAt"
>(sql`
  insert into ${auditSeals} (sequence, format, key_id, first, last, count, rows, previous, seal, sealed_at)
  values (${value("sequence")}::bigint, ${value("format")}::smallint, ${value("keyId")}::uuid, ${value("first")}::bigint,
    ${value("last")}::bigint, ${value("count")}::int, ${value("rows")}::bytea, ${value("previous")}::bytea,
    ${value("seal")}::bytea, ${value("sealedAt")}::timestamptz)`);
