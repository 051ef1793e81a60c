import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import { CipherError } from "../cipher-error.ts";
import { keyFor, unwrap } from "../data-keys.ts";
import type { Database } from "../database.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { fromJsonRow } from "../rows.ts";
import { dataKeys, installation, keyHolders, keyRewraps } from "../schema/index.ts";
import { compile } from "../statement.ts";
import { type Row, type Transaction, transact } from "../transaction.ts";
import type { Keyring } from "./key-service.ts";

/** One time that the data keys get wrapped with another key. */
export interface KeyRewrap {
  readonly id: string;
  /** The key that seals from its start on. */
  readonly keyId: string;
  readonly requestedBy: string;
  readonly total: number;
  readonly done: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Why it does not go on. */
  readonly problem: string | null;
}

export interface BegunRewrap {
  /** The one that goes on now: this one, or one that had begun before, for whichever key. */
  readonly rewrap: KeyRewrap | null;
  /** Processes that lack the key; with any, nothing was begun. */
  readonly lacking: number;
}

const FIRST = "00000000-0000-0000-0000-000000000000";

/** So many at a time: what is held is held for a moment, and whoever takes over repeats nothing. */
const AT_ONCE = 25;

/**
 * Makes another key the one that seals. Data keys are wrapped with it from now on, and those that there are by
 * `continueRewrap`: until that has ended, both keys are needed.
 */
export function beginRewrap(database: Database, keyId: string, author: Author): Promise<BegunRewrap> {
  return transact(database, async (tx) => {
    await tx.ask(lockInstallation());
    const [open] = await tx.ask(readOpen());
    if (open) return { rewrap: toRewrap(open), lacking: 0 };
    const [without] = await tx.ask(countLacking({ keyId }));
    const lacking = Number(without?.lacking ?? 0);
    if (lacking > 0) return { rewrap: null, lacking };
    tx.send(sealWith({ keyId }));
    const [begun] = await tx.ask(begin({ id: randomUUID(), keyId, requestedBy: author.id }));
    const rewrap = toRewrap(begun ?? {});
    const data = { keyId, dataKeys: rewrap.total };
    tx.send(tell({ kind: "key.replaced", message: `the key ${keyId} seals from now on`, data }, author));
    return { rewrap, lacking: 0 };
  });
}

/**
 * Goes on with the re-wrap that is under way, if there is one, until it has ended or `isStopped`. Each step is whole
 * or did not happen; several processes may try, and one does it. Throws, and notes it, when a key is missing.
 */
export async function continueRewrap(
  database: Database,
  keyring: Keyring,
  isStopped: () => boolean = () => false,
): Promise<void> {
  try {
    let after: string | null = FIRST;
    while (after !== null && !isStopped()) after = await wrapSome(database, keyring, after);
  } catch (error) {
    if (error instanceof CipherError) await noteProblem(database, error.message);
    throw error;
  }
}

/** The last re-wrap, and which key seals. */
export function readKeyStatus(
  database: Database,
): Promise<{ readonly sealsWith: string | null; readonly rewrap: KeyRewrap | null }> {
  return transact(database, async (tx) => {
    const [[seals], [last]] = await Promise.all([tx.ask(readSeals()), tx.ask(readLast())]);
    const sealsWith = seals?.key_id === undefined || seals.key_id === null ? null : String(seals.key_id);
    return { sealsWith, rewrap: last ? toRewrap(last) : null };
  });
}

/** Wraps the next few anew, and gives where to go on; `null` when there is nothing to do here. */
function wrapSome(database: Database, keyring: Keyring, after: string): Promise<string | null> {
  return transact(database, async (tx) => {
    const [open] = await tx.ask(takeOpen());
    if (!open) return null;
    const { id, keyId, requestedBy, total } = toRewrap(open);
    const found = await tx.ask(nextBehind({ keyId, after, limit: AT_ONCE }));
    const rows = found.map(({ row }) => fromJsonRow(dataKeys, row));
    const last = rows.at(-1);
    if (!last && after !== FIRST) return FIRST;
    if (!last) {
      tx.send(end({ id }));
      const by: Author = { id: requestedBy, address: null, requestId: null };
      const data = { keyId, dataKeys: total };
      tx.send(tell({ kind: "key.rewrapped", message: `every data key is wrapped with ${keyId}`, data }, by));
      return null;
    }
    await wrapEach(tx, keyring, keyId, rows);
    tx.send(count({ id, wrapped: rows.length }));
    return last.id;
  });
}

async function wrapEach(
  tx: Transaction,
  keyring: Keyring,
  keyId: string,
  rows: readonly { readonly id: string; readonly keyId: string; readonly wrapped: Uint8Array }[],
): Promise<void> {
  const key = keyFor(keyring, keyId);
  for (const row of rows) {
    const again = await key.wrap(await unwrap(keyFor(keyring, row.keyId), row.wrapped));
    tx.send(replace({ id: row.id, keyId, wrapped: Buffer.from(again) }));
  }
}

const noteProblem = (database: Database, problem: string): Promise<void> =>
  transact(database, async (tx) => tx.send(setProblem({ problem })));

const tell = (entry: Parameters<typeof auditRows>[0], author: Author) =>
  insertAudit(auditRows(entry, author));

const toRewrap = ({ row }: Row): KeyRewrap => fromJsonRow(keyRewraps, row);

const lockInstallation = compile(sql`select from ${installation} for update`);
const sealWith = compile<"keyId">(sql`update ${installation} set key_id = ${sql.placeholder("keyId")}`);
const readSeals = compile(sql`select key_id from ${installation}`);

const readOpen = compile(sql`select to_json(r) as row from ${keyRewraps} r where r.ended_at is null`);
const readLast = compile(
  sql`select to_json(r) as row from ${keyRewraps} r order by r.started_at desc limit 1`,
);
const takeOpen = compile(sql`
  select to_json(r) as row from ${keyRewraps} r where r.ended_at is null for update skip locked`);

const countLacking = compile<"keyId">(sql`
  select count(*) as lacking from ${keyHolders}
  where seen_at > now() - interval '3 minutes' and not ${sql.placeholder("keyId")} = any (key_ids)`);

const begin = compile<"id" | "keyId" | "requestedBy">(sql`
  insert into ${keyRewraps} as r (id, key_id, requested_by, total)
  select ${sql.placeholder("id")}::uuid, ${sql.placeholder("keyId")}, ${sql.placeholder("requestedBy")}, count(*)
  from ${dataKeys} where key_id <> ${sql.placeholder("keyId")}
  returning to_json(r) as row`);

const nextBehind = compile<"keyId" | "after" | "limit">(sql`
  select to_json(k) as row from ${dataKeys} k
  where k.key_id <> ${sql.placeholder("keyId")} and k.id >= ${sql.placeholder("after")}::uuid
  order by k.id limit ${sql.placeholder("limit")}::int for update`);

const replace = compile<"id" | "keyId" | "wrapped">(sql`
  update ${dataKeys} set wrapped = ${sql.placeholder("wrapped")}::bytea, key_id = ${sql.placeholder("keyId")}
  where id = ${sql.placeholder("id")}::uuid`);

const count = compile<"id" | "wrapped">(sql`
  update ${keyRewraps} set done = done + ${sql.placeholder("wrapped")}::int, problem = null
  where id = ${sql.placeholder("id")}::uuid`);

const end = compile<"id">(sql`
  update ${keyRewraps} set ended_at = now(), problem = null where id = ${sql.placeholder("id")}::uuid`);

const setProblem = compile<"problem">(sql`
  update ${keyRewraps} set problem = ${sql.placeholder("problem")} where ended_at is null`);
