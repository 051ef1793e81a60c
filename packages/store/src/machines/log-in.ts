import { sql } from "drizzle-orm";
import type { Author } from "../author.ts";
import type { Database } from "../database.ts";
import { auditRows, insertAudit } from "../ledger/audit.ts";
import { accessTokens, clientSecrets, universalAuths } from "../schema/index.ts";
import { compile, NOW } from "../statement.ts";
import { type Row, transact } from "../transaction.ts";

/** What a machine logs in with, and the digest of the token that it gets. */
export interface LogIn {
  readonly clientId: string;
  /** SHA-256 of the client secret. */
  readonly secretHash: Uint8Array;
  readonly tokenId: string;
  readonly tokenHash: Uint8Array;
}

/** The client secret that was named, locked until the login is through: no two take its last use. */
export interface FoundClientSecret {
  readonly id: string;
  readonly identityId: string;
  /** By the database's clock. */
  readonly expired: boolean;
  readonly revoked: boolean;
  readonly usedUp: boolean;
  readonly trustedIps: readonly string[];
  readonly accessTokenTtl: number;
  readonly accessTokenMaxTtl: number;
}

/**
 * Counts the use and makes the token, if `decide` does not throw. An unknown client id and a wrong secret are the same
 * question with the same answer: `null`. Digests are looked up by an index: how long that takes tells about digests,
 * and nobody can choose theirs.
 */
export function logIn(
  database: Database,
  { clientId, secretHash, tokenId, tokenHash }: LogIn,
  decide: (found: FoundClientSecret | null) => Author,
): Promise<FoundClientSecret | null> {
  return transact(database, async (tx) => {
    const [row] = await tx.ask(lock({ clientId, hash: secretHash }));
    const found = row ? toClientSecret(row) : null;
    const author = decide(found);
    if (!found) return null;
    tx.send(count({ id: found.id }));
    tx.send(insert({ id: tokenId, clientSecretId: found.id, hash: tokenHash, ttl: found.accessTokenTtl }));
    const told = { kind: "identity.logged-in", message: "an identity logged in" };
    const data = { identityId: found.identityId, clientSecretId: found.id, tokenId };
    tx.send(insertAudit(auditRows({ ...told, data }, author)));
    return found;
  });
}

/** Written by the statement below. */
const toClientSecret = (row: Row): FoundClientSecret => row.secret as FoundClientSecret;

const lock = compile<"clientId" | "hash">(sql`
  select jsonb_build_object(
    'id', s.id, 'identityId', a.identity_id, 'expired', coalesce(s.expires_at <= now(), false),
    'revoked', s.revoked_at is not null, 'usedUp', s.uses_limit > 0 and s.uses >= s.uses_limit,
    'trustedIps', a.client_secret_trusted_ips,
    'accessTokenTtl', least(a.access_token_ttl, a.access_token_max_ttl),
    'accessTokenMaxTtl', a.access_token_max_ttl
  ) as secret
  from ${clientSecrets} s join ${universalAuths} a on a.id = s.universal_auth_id
  where s.hash = ${sql.placeholder("hash")}::bytea and a.client_id::text = ${sql.placeholder("clientId")}
  for update of s`);

const count = compile<"id">(sql`
  update ${clientSecrets} set uses = uses + 1, last_used_at = ${NOW} where id = ${sql.placeholder("id")}::uuid`);

const insert = compile<"id" | "clientSecretId" | "hash" | "ttl">(sql`
  insert into ${accessTokens} (id, client_secret_id, hash, expires_at)
  values (${sql.placeholder("id")}::uuid, ${sql.placeholder("clientSecretId")}::uuid, ${sql.placeholder("hash")}::bytea,
    ${NOW} + ${sql.placeholder("ttl")}::int * interval '1 second')`);
