import { and, eq, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import { clientSecrets, universalAuths } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { transact } from "../transaction.ts";
import type { PageQuery } from "./identities.ts";

/** What is known of a client secret; the secret itself was shown once and is nowhere. */
export interface ClientSecret {
  readonly id: string;
  readonly universalAuthId: string;
  /** Its first characters. */
  readonly prefix: string;
  readonly description: string;
  /** Seconds; 0: for ever. */
  readonly ttl: number;
  readonly expiresAt: Date | null;
  readonly uses: number;
  /** 0: as often as one likes. */
  readonly usesLimit: number;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewClientSecret
  extends Pick<ClientSecret, "id" | "prefix" | "description" | "ttl" | "usesLimit"> {
  readonly identityId: string;
  /** SHA-256 of the secret. */
  readonly hash: Uint8Array;
}

export const clientSecretStore = (database: Database) => ({
  /** The newest first; those that were revoked are kept for 30 days. */
  list: (identityId: string, { limit, cursor }: PageQuery): Promise<Page<ClientSecret>> =>
    guarded(async () => {
      if (!isUuid(identityId)) return { items: [], next: null };
      const column = sql`${clientSecrets.createdAt}`;
      const id = sql`${clientSecrets.id}`;
      const page = paged({ column, id, type: "timestamptz", descending: true, cursor });
      const rows = await select(database)
        .where(and(eq(universalAuths.identityId, identityId), page.where))
        .orderBy(page.orderBy)
        .limit(limit + 1);
      const found = rows.map(({ secret }) => secret);
      return pageOf(found, limit, ({ createdAt, id }) => ({ value: createdAt, id }));
    }),
  find: (identityId: string, id: string): Promise<ClientSecret | null> =>
    guarded(async () => {
      if (!isUuid(identityId) || !isUuid(id)) return null;
      const [row] = await select(database).where(
        and(eq(universalAuths.identityId, identityId), eq(clientSecrets.id, id)),
      );
      return row?.secret ?? null;
    }),
  /** Throws `not-found` when the identity has no universal auth. */
  create: (row: NewClientSecret, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [made] = await tx.ask(insert(row));
      if (!made)
        throw new StoreError("not-found", `there is no universal auth of identity ${row.identityId}`);
      const told = { kind: "client-secret.created", message: "a client secret was made" };
      const { identityId, id, prefix, ttl, usesLimit } = row;
      const data = { identityId, clientSecretId: id, prefix, ttl, usesLimit };
      tx.send(insertAudit(auditRows({ ...told, data }, author)));
    }),
  /** With the tokens that it logged in, from this moment on. Nothing changes when it was revoked before; throws `not-found`. */
  revoke: (identityId: string, id: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(revoke({ identityId, id }));
      if (!row) throw new StoreError("not-found", `there is no client secret ${id}`);
      if (row.before) return;
      const told = { kind: "client-secret.revoked", message: "a client secret was revoked" };
      const data = { identityId, clientSecretId: id, prefix: String(row.prefix) };
      tx.send(insertAudit(auditRows({ ...told, data }, author)));
    }),
});

const select = ({ drizzle }: Database) =>
  drizzle
    .select({ secret: columns() })
    .from(clientSecrets)
    .innerJoin(universalAuths, eq(universalAuths.id, clientSecrets.universalAuthId))
    .$dynamic();

const columns = () => ({
  id: clientSecrets.id,
  universalAuthId: clientSecrets.universalAuthId,
  prefix: clientSecrets.prefix,
  description: clientSecrets.description,
  ttl: clientSecrets.ttl,
  expiresAt: clientSecrets.expiresAt,
  uses: clientSecrets.uses,
  usesLimit: clientSecrets.usesLimit,
  lastUsedAt: clientSecrets.lastUsedAt,
  revokedAt: clientSecrets.revokedAt,
  createdAt: clientSecrets.createdAt,
  updatedAt: clientSecrets.updatedAt,
});

const id = sql`${sql.placeholder("id")}::uuid`;
const ofIdentity = sql`a.identity_id = ${sql.placeholder("identityId")}::uuid`;
const ttl = sql`${sql.placeholder("ttl")}::int`;

const insert = compile<keyof NewClientSecret>(sql`
  insert into ${clientSecrets} (id, universal_auth_id, hash, prefix, description, ttl, expires_at, uses_limit)
  select ${id}, a.id, ${sql.placeholder("hash")}::bytea, ${sql.placeholder("prefix")}, ${sql.placeholder("description")},
    ${ttl}, case when ${ttl} > 0 then ${NOW} + ${ttl} * interval '1 second' end, ${sql.placeholder("usesLimit")}::int
  from ${universalAuths} a where ${ofIdentity} returning id`);

const revoke = compile<"identityId" | "id">(sql`
  update ${clientSecrets} s set revoked_at = coalesce(s.revoked_at, ${NOW}),
    updated_at = case when s.revoked_at is null then ${NOW} else s.updated_at end
  from (
    select s.id, s.revoked_at is not null as before from ${clientSecrets} s
    join ${universalAuths} a on a.id = s.universal_auth_id where s.id = ${id} and ${ofIdentity} for update of s
  ) old
  where s.id = old.id returning old.before, s.prefix`);
