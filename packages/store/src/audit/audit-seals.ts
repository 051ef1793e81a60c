import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { StoreCipher } from "../create-cipher.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { fromJsonRow } from "../rows.ts";
import { audit, auditSeals, auditVerifications } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { run, transact } from "../transaction.ts";
import type { BrokenPlace } from "./broken-place.ts";
import { newestSeal } from "./read-chain.ts";
import { type AuditHead, headOf } from "./seal-format.ts";
import { type AuditVerification, verifyAudit } from "./verify-audit.ts";

/** Unsealed rows are counted up to here. */
const COUNTED = 10_000;

/** How far the audit is sealed. */
export interface AuditSealStatus {
  readonly head: (AuditHead & { readonly lastRow: number; readonly sealedAt: Date }) | null;
  readonly unsealed: {
    /** 10,000 stands for any number from there on. */
    readonly count: number;
    /** When the first of them was written. */
    readonly since: Date | null;
  };
}

/** A verification that somebody asked for. */
export interface AuditVerificationRecord {
  readonly id: string;
  readonly requestedBy: string;
  readonly startedAt: Date;
  /** It was under way then; one that has not ended and was not seen for a minute has died with its process. */
  readonly seenAt: Date;
  readonly endedAt: Date | null;
  readonly total: number;
  readonly seals: number;
  readonly rows: number;
  readonly broken: BrokenPlace | null;
}

export type AuditSealStore = ReturnType<typeof createAuditSealStore>;

/** The chain over the audit for those who look at it; `noted` gives the heads that are remembered outside of the database. */
export function createAuditSealStore(
  database: Database,
  cipher: Pick<StoreCipher, "deriveNamed" | "refresh">,
  noted: () => Promise<readonly AuditHead[]> = async () => [],
) {
  return {
    status: () => guarded(() => sealStatus(database)),
    /** The verification that began last. */
    lastVerification: (): Promise<AuditVerificationRecord | null> =>
      guarded(async () => {
        const [row] = await run(database, newest());
        return row ? recordOf(row.row) : null;
      }),
    verification: (id: string): Promise<AuditVerificationRecord | null> =>
      guarded(async () => {
        const [row] = await run(database, find({ id }));
        return row ? recordOf(row.row) : null;
      }),
    /** Writes down that it begins; `ended` when it has, which is told of in the audit. */
    beginVerification: async (
      author: Author,
      heads: readonly AuditHead[] = [],
    ): Promise<{ readonly id: string; readonly ended: Promise<AuditVerification> }> => {
      const id = randomUUID();
      await guarded(async () => void (await run(database, begin({ id, by: author.id, at: null }))));
      const all = [...(await noted()), ...heads];
      return { id, ended: perform(database, cipher, { id, author, noted: all }) };
    },
  };
}

/** How far the audit is sealed; counts no further than it must. */
export async function sealStatus(database: Database): Promise<AuditSealStatus> {
  const seal = await newestSeal(database);
  const [rest] = await run(database, unsealed({ after: seal?.last ?? 0 }));
  return {
    head: seal && { ...headOf(seal), lastRow: seal.last, sealedAt: seal.sealedAt },
    unsealed: {
      count: Number(rest?.count),
      since: rest?.since ? new Date(Number(rest.since)) : null,
    },
  };
}

/** Writes down a walk along the chain that has ended. */
export function recordVerification(
  database: Database,
  { startedAt, ...found }: AuditVerification & { readonly startedAt: Date },
  author: Author,
): Promise<void> {
  const id = randomUUID();
  return transact(database, async (tx) => {
    tx.send(begin({ id, by: author.id, at: startedAt.toISOString() }));
    tx.send(end(endOf(id, found)));
    tx.send(insertAudit(auditRows(entryOf(found), author)));
  });
}

interface Verifying {
  readonly id: string;
  readonly author: Author;
  readonly noted: readonly AuditHead[];
}

/** Often enough to see that it goes on. */
const TOLD_EACH_MS = 5_000;

async function perform(
  database: Database,
  cipher: Pick<StoreCipher, "deriveNamed" | "refresh">,
  { id, author, noted }: Verifying,
): Promise<AuditVerification> {
  let told = Number.NEGATIVE_INFINITY;
  const found = await verifyAudit(database, cipher, {
    noted,
    onProgress: async (progress) => {
      if (performance.now() - told < TOLD_EACH_MS) return;
      told = performance.now();
      await run(database, see({ id, ...progress }));
    },
  });
  await transact(database, async (tx) => {
    tx.send(end(endOf(id, found)));
    tx.send(insertAudit(auditRows(entryOf(found), author)));
  });
  return found;
}

const entryOf = ({ seals, rows, broken, head }: AuditVerification) => ({
  kind: broken ? "audit.broken" : "audit.verified",
  message: broken ? `the audit is broken: ${broken.message}` : "the audit was verified",
  data: {
    ...{ seals, rows, head: head && `${head.sequence}:${head.seal}` },
    ...(broken && { what: broken.what, seal: broken.seal, row: broken.row }),
  },
});

const recordOf = (row: unknown): AuditVerificationRecord => {
  const { broken, ...record } = fromJsonRow(auditVerifications, row);
  return { ...record, broken: broken as BrokenPlace | null }; // written by `perform`
};

const unsealed = compile<"after">(sql`
  select count(*)::int as count, (extract(epoch from (array_agg(at order by id))[1]) * 1000)::bigint as since from (
    select id, at from ${audit} where id > ${sql.placeholder("after")}::bigint
    order by id limit ${sql.raw(String(COUNTED))}) rest`);

const endOf = (id: string, { seals, rows, broken }: AuditVerification) => ({
  ...{ id, seals, rows, broken: broken && JSON.stringify(broken) },
});

const begin = compile<"id" | "by" | "at">(sql`
  insert into ${auditVerifications} (id, requested_by, started_at, total)
  select ${sql.placeholder("id")}::uuid, ${sql.placeholder("by")}, coalesce(${sql.placeholder("at")}::timestamptz, ${NOW}),
    coalesce((select sequence from ${auditSeals} order by sequence desc limit 1), 0)`);

const see = compile<"id" | "total" | "seals" | "rows">(sql`
  update ${auditVerifications} set seen_at = ${NOW}, total = ${sql.placeholder("total")}::bigint,
    seals = ${sql.placeholder("seals")}::bigint, rows = ${sql.placeholder("rows")}::bigint
  where id = ${sql.placeholder("id")}::uuid`);

const end = compile<"id" | "seals" | "rows" | "broken">(sql`
  update ${auditVerifications} set seen_at = ${NOW}, ended_at = ${NOW}, seals = ${sql.placeholder("seals")}::bigint,
    rows = ${sql.placeholder("rows")}::bigint, broken = ${sql.placeholder("broken")}::text::jsonb
  where id = ${sql.placeholder("id")}::uuid`);

const newest = compile(
  sql`select to_json(v) as row from ${auditVerifications} v order by started_at desc limit 1`,
);
const find = compile<"id">(
  sql`select to_json(v) as row from ${auditVerifications} v where id = ${sql.placeholder("id")}::uuid`,
);
