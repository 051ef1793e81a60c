import { type SQL, sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { guarded, StoreError } from "../errors.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { isUuid, type Page, paged, pageOf } from "../queries/page.ts";
import type { ProjectRole } from "../schema/identities.ts";
import {
  accessTokens,
  clientSecrets,
  identities,
  identityMemberships,
  universalAuths,
} from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { together } from "../together.ts";
import { type Row, run, transact } from "../transaction.ts";
import type { PageQuery } from "./identities.ts";

/** What a token says of the machine that sent it. */
export interface FoundToken {
  readonly id: string;
  readonly identityId: string;
  readonly name: string;
  /** By the database's clock. */
  readonly expired: boolean;
  /** Itself, or the client secret that logged it in. */
  readonly revoked: boolean;
  readonly trustedIps: readonly string[];
  /** Its last use was not noted within this minute. */
  readonly unnoted: boolean;
  /** By the id of the project. */
  readonly roles: Readonly<Record<string, ProjectRole>>;
}

/** A token that works, as people see it. */
export interface AccessToken {
  readonly id: string;
  readonly clientSecretId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
}

/** Seconds from now on. */
export interface TokenLife {
  readonly expiresIn: number;
  /** Until no renewal helps. */
  readonly maxIn: number;
}

export const tokenStore = (database: Database) => ({
  /** Part of every request: those that come at the same time share a statement. */
  find: finder(database),
  /** Writes the last use down, at most once a minute whoever else tries. */
  noteUse: (id: string): Promise<void> => guarded(async () => void (await run(database, noteUse({ id })))),
  /** Those of an identity that work, the newest first. */
  list: (identityId: string, { limit, cursor }: PageQuery): Promise<Page<AccessToken>> =>
    guarded(async () => {
      if (!isUuid(identityId)) return { items: [], next: null };
      const column = sql`t.created_at`;
      const page = paged({ column, id: sql`t.id`, type: "timestamptz", descending: true, cursor });
      const rows = await database.drizzle.execute<Record<string, string>>(sql`
        select t.id, t.client_secret_id, t.created_at, t.expires_at, t.last_used_at
        from ${accessTokens} t join ${clientSecrets} s on s.id = t.client_secret_id
          join ${universalAuths} a on a.id = s.universal_auth_id
        where a.identity_id = ${identityId}::uuid and t.expires_at > now() and t.revoked_at is null
          and s.revoked_at is null and ${page.where}
        order by ${page.orderBy} limit ${limit + 1}::int`);
      return pageOf(rows.map(toAccessToken), limit, ({ createdAt, id }) => ({ value: createdAt, id }));
    }),
  /** Makes it last longer, if `decide` does not throw; never beyond what its identity's settings allow since it was made. */
  renew: (hash: Uint8Array, decide: (found: FoundToken | null) => Author): Promise<TokenLife> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(findForUpdate({ hash }));
      const found = row ? toToken(row) : null;
      const author = decide(found);
      if (!found) throw noToken();
      const [life] = await tx.ask(renew({ id: found.id }));
      const told = { kind: "token.renewed", message: "a token lasts longer" };
      tx.send(insertAudit(auditRows({ ...told, data: dataOf(found) }, author)));
      return { expiresIn: Number(life?.expires_in), maxIn: Number(life?.max_in) };
    }),
  /** Ends it, if `decide` does not throw. */
  revoke: (hash: Uint8Array, decide: (found: FoundToken | null) => Author): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(findForUpdate({ hash }));
      const found = row ? toToken(row) : null;
      const author = decide(found);
      if (!found) throw noToken();
      tx.send(revoke({ id: found.id }));
      tx.send(insertAudit(auditRows({ ...REVOKED, data: dataOf(found) }, author)));
    }),
  /** Throws `not-found` when the identity has no such token that works. */
  revokeOf: (identityId: string, id: string, author: Author): Promise<void> =>
    transact(database, async (tx) => {
      const [row] = await tx.ask(revokeOf({ identityId, id }));
      if (!row) throw noToken();
      tx.send(insertAudit(auditRows({ ...REVOKED, data: { identityId, tokenId: id } }, author)));
    }),
});

function finder(database: Database): (hash: Uint8Array) => Promise<FoundToken | null> {
  return together<Uint8Array, FoundToken | null>({ places: 1, most: 64 }, (hashes) =>
    guarded(async () => {
      const texts = hashes.map((hash) => Buffer.from(hash).toString("hex"));
      const rows = await run(database, find({ hashes: JSON.stringify([...new Set(texts)]) }));
      const tokens = new Map(rows.map((row) => [row.hash, toToken(row)]));
      return texts.map((text) => tokens.get(text) ?? null);
    }),
  );
}

const REVOKED = { kind: "token.revoked", message: "a token was revoked" };

const dataOf = ({ identityId, id }: FoundToken) => ({ identityId, tokenId: id });
const noToken = () => new StoreError("not-found", "there is no such token");

/** Written by the statements below. */
const toToken = (row: Row): FoundToken => row.token as FoundToken;

const toAccessToken = (row: Readonly<Record<string, string | null>>): AccessToken => ({
  id: row.id ?? "",
  clientSecretId: row.client_secret_id ?? "",
  createdAt: new Date(row.created_at ?? Number.NaN),
  expiresAt: new Date(row.expires_at ?? Number.NaN),
  lastUsedAt: row.last_used_at ? new Date(row.last_used_at) : null,
});

const found = (where: SQL): SQL => sql`
  select encode(t.hash, 'hex') as hash, jsonb_build_object(
    'id', t.id, 'identityId', i.id, 'name', i.name, 'expired', t.expires_at <= now(),
    'revoked', t.revoked_at is not null or s.revoked_at is not null, 'trustedIps', a.access_token_trusted_ips,
    'unnoted', t.last_used_at is null or t.last_used_at < now() - interval '1 minute',
    'roles', coalesce((
      select jsonb_object_agg(m.project_id, m.role) from ${identityMemberships} m where m.identity_id = i.id), '{}')
  ) as token
  from ${accessTokens} t join ${clientSecrets} s on s.id = t.client_secret_id
    join ${universalAuths} a on a.id = s.universal_auth_id join ${identities} i on i.id = a.identity_id
  where ${where}`;
const find = compile<"hashes">(
  found(sql`t.hash = any (array(
    select decode(value, 'hex') from jsonb_array_elements_text(${sql.placeholder("hashes")}::jsonb)))`),
);
const findForUpdate = compile<"hash">(
  sql`${found(sql`t.hash = ${sql.placeholder("hash")}::bytea`)} for update of t`,
);

const id = sql`${sql.placeholder("id")}::uuid`;

const noteUse = compile<"id">(sql`
  update ${accessTokens} set last_used_at = ${NOW}
  where id = ${id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`);

const limit = sql`t.created_at + a.access_token_max_ttl * interval '1 second'`;
const renew = compile<"id">(sql`
  update ${accessTokens} t
  set expires_at = greatest(t.expires_at, least(${NOW} + a.access_token_ttl * interval '1 second', ${limit}))
  from ${clientSecrets} s join ${universalAuths} a on a.id = s.universal_auth_id
  where t.id = ${id} and s.id = t.client_secret_id
  returning greatest(0, floor(extract(epoch from t.expires_at - now())))::int as expires_in,
    greatest(0, floor(extract(epoch from ${limit} - now())))::int as max_in`);

const revoke = compile<"id">(sql`update ${accessTokens} set revoked_at = ${NOW} where id = ${id}`);

const revokeOf = compile<"identityId" | "id">(sql`
  update ${accessTokens} t set revoked_at = ${NOW}
  from ${clientSecrets} s join ${universalAuths} a on a.id = s.universal_auth_id
  where t.id = ${id} and s.id = t.client_secret_id and a.identity_id = ${sql.placeholder("identityId")}::uuid
    and t.revoked_at is null and s.revoked_at is null and t.expires_at > now()
  returning t.id`);
