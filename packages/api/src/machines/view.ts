import type * as z from "zod";
import { partsOf } from "./networks.ts";
import type * as schema from "./schema.ts";
import type { ClientSecret, Identity, IdentityMembership, UniversalAuth } from "./store.ts";

type IdentityView = z.output<typeof schema.identity>;
type UniversalAuthView = z.output<typeof schema.universalAuth>;
type ClientSecretView = z.output<typeof schema.clientSecretData>;
type MembershipView = z.output<typeof schema.identityMembership>;

export const identityView = ({ hasUniversalAuth, ...row }: Identity): IdentityView => ({
  ...row,
  authMethods: hasUniversalAuth ? ["universal-auth"] : [],
});

export const universalAuthView = (row: UniversalAuth): UniversalAuthView => ({
  id: row.id,
  identityId: row.identityId,
  clientId: row.clientId,
  accessTokenTTL: row.accessTokenTtl,
  accessTokenMaxTTL: row.accessTokenMaxTtl,
  accessTokenNumUsesLimit: 0,
  accessTokenTrustedIps: row.accessTokenTrustedIps.map(trustedIp),
  clientSecretTrustedIps: row.clientSecretTrustedIps.map(trustedIp),
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export const clientSecretView = (row: ClientSecret): ClientSecretView => ({
  id: row.id,
  description: row.description,
  clientSecretPrefix: row.prefix,
  clientSecretNumUses: row.uses,
  clientSecretNumUsesLimit: row.usesLimit,
  clientSecretTTL: row.ttl,
  identityUAId: row.universalAuthId,
  isClientSecretRevoked: row.revokedAt !== null,
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

export const membershipView = (row: IdentityMembership): MembershipView => ({
  id: row.id,
  projectId: row.projectId,
  identityId: row.identityId,
  role: row.role,
  roles: [{ role: row.role }],
  identity: { id: row.identityId, name: row.identityName },
  project: { id: row.projectId, name: row.projectName },
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

function trustedIp(network: string): UniversalAuthView["accessTokenTrustedIps"][number] {
  const { address, prefix } = partsOf(network);
  return { ipAddress: address, type: address.includes(":") ? "ipv6" : "ipv4", prefix };
}
