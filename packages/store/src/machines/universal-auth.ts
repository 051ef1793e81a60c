import { eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid } from "../queries/page.ts";
import { insertRows, keysOf, namesOf, toColumns, toJson } from "../rows.ts";
import { universalAuths } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";

/** How an identity logs in. */
export interface UniversalAuth {
  readonly id: string;
  readonly identityId: string;
  readonly clientId: string;
  /** Seconds that a token works, and those after which no renewal helps. */
  readonly accessTokenTtl: number;
  readonly accessTokenMaxTtl: number;
  /** Networks, each as address and prefix length. */
  readonly accessTokenTrustedIps: readonly string[];
  readonly clientSecretTrustedIps: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewUniversalAuth = Omit<UniversalAuth, "createdAt" | "updatedAt">;

/** What is not named stays as it is. */
export type UniversalAuthChange = Partial<Omit<NewUniversalAuth, "id" | "identityId" | "clientId">>;

export const universalAuthStore = (database: Database) => ({
  find: (identityId: string): Promise<UniversalAuth | null> =>
    guarded(async () => {
      if (!isUuid(identityId)) return null;
      const { drizzle } = database;
      const [row] = await drizzle
        .select()
        .from(universalAuths)
        .where(eq(universalAuths.identityId, identityId));
      return row ?? null;
    }),
  /** Throws `taken` when the identity has one, and `not-found` when there is no such identity. */
  create: (row: NewUniversalAuth, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      tx.send(insert({ rows: toJson([toColumns(universalAuths, row)]) }));
      const told = { kind: "universal-auth.created", message: "an identity may log in" };
      tx.send(insertAudit(auditRows({ ...told, data: dataOf(row) }, author)));
    }),
  /** Takes effect on the tokens that there are, except that none ends later. Throws `not-found`. */
  update: (identityId: string, change: UniversalAuthChange, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const patch = toJson(toColumns(universalAuths, change));
      const [row] = await tx.ask(update({ identityId, patch }));
      if (!row) throw noUniversalAuth(identityId);
      const told = { kind: "universal-auth.updated", message: "how an identity logs in was changed" };
      tx.send(insertAudit(auditRows({ ...told, data: { identityId, ...dataOf(change) } }, author)));
    }),
  /** With its client secrets and tokens. Throws `not-found`. */
  remove: (identityId: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(remove({ identityId }));
      if (!row) throw noUniversalAuth(identityId);
      const told = { kind: "universal-auth.removed", message: "an identity may log in no more" };
      tx.send(insertAudit(auditRows({ ...told, data: { identityId } }, author)));
    }),
});

/** The audit keeps plain values. */
const dataOf = (fields: Partial<NewUniversalAuth>): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key !== "id")
      .map(([key, value]) => [key, typeof value === "number" ? value : String(value)]),
  );

const noUniversalAuth = (identityId: string) =>
  new StoreError("not-found", `there is no universal auth of identity ${identityId}`);

const identityId = sql`${sql.placeholder("identityId")}::uuid`;

const insert = compile<"rows">(
  insertRows(universalAuths, [
    ...["id", "identityId", "clientId", "accessTokenTtl", "accessTokenMaxTtl"],
    ...["accessTokenTrustedIps", "clientSecretTrustedIps"],
  ]),
);

const changed = keysOf(universalAuths, "id", "identityId", "clientId", "createdAt", "updatedAt");
const update = compile<"identityId" | "patch">(sql`
  update ${universalAuths} a set updated_at = ${NOW}, (${namesOf(universalAuths, changed)}) =
    (select ${namesOf(universalAuths, changed, "p.")}
      from jsonb_populate_record(a, ${sql.placeholder("patch")}::jsonb) p)
  where a.identity_id = ${identityId} returning a.id`);

const remove = compile<"identityId">(sql`
  delete from ${universalAuths} where identity_id = ${identityId} returning id`);
