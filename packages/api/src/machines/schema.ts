import * as z from "zod";
import { standingsAnswer } from "../people/schema.ts";
import { roles } from "../permissions/policy.ts";
import { instant, nextCursor, paging } from "../shapes.ts";
import { networkOf } from "./networks.ts";

const LONGEST_TTL = 315_360_000;
const MONTH = 2_592_000;

const name = z.string().trim().min(1).max(64);
const seconds = z.int().min(1).max(LONGEST_TTL);
const trustedIps = z
  .array(
    z.object({
      ipAddress: z
        .string()
        .max(64)
        .refine(
          (text) => networkOf(text) !== null,
          "an address or a network, as 10.0.0.0/8 or 2001:db8::/32",
        ),
    }),
  )
  .min(1, "name at least one network: without any nobody could get in")
  .max(100);
const role = z.enum(roles);

export const identityId = z.object({ identityId: z.uuid() });
export const listIdentities = z.object(paging);
export const createIdentity = z.object({ name });
export const updateIdentity = identityId.extend({ name });

const settings = {
  accessTokenTTL: seconds.meta({
    description: "Seconds that a token works, and by which a renewal makes it last",
  }),
  accessTokenMaxTTL: seconds.meta({ description: "Seconds after the login when no renewal helps any more" }),
  accessTokenTrustedIps: trustedIps.meta({
    description: "Where tokens may be used from; absent: from anywhere",
  }),
  clientSecretTrustedIps: trustedIps.meta({
    description: "Where one may log in from; absent: from anywhere",
  }),
  accessTokenNumUsesLimit: z
    .literal(0, "uses of tokens cannot be limited: give tokens a short accessTokenTTL")
    .meta({ description: "Always 0: tokens end by time" }),
};
const optional = z.object(settings).partial().shape;

export const createUniversalAuth = identityId.extend({
  ...optional,
  accessTokenTTL: settings.accessTokenTTL.default(MONTH),
  accessTokenMaxTTL: settings.accessTokenMaxTTL.default(MONTH),
});
export const updateUniversalAuth = identityId.extend(optional);
export type UniversalAuthSettings = z.output<typeof updateUniversalAuth>;

export const listClientSecrets = identityId.extend(paging);
export const createClientSecret = identityId.extend({
  description: z.string().max(256).default(""),
  ttl: z.int().min(0).max(LONGEST_TTL).default(0).meta({ description: "Seconds that it works; 0: for ever" }),
  numUsesLimit: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .meta({ description: "Logins that it is good for; 0: any" }),
});
export const clientSecretId = identityId.extend({ clientSecretId: z.uuid() });

const credential = z.string().min(1).max(512);
export const logIn = z.object({ clientId: credential, clientSecret: credential });
export const accessTokenInput = z.object({ accessToken: credential });

export const listTokens = identityId.extend(paging);
export const tokenId = identityId.extend({ tokenId: z.uuid() });

export const listMemberships = z.object({ projectId: z.uuid(), ...paging });
export const membershipId = z.object({ projectId: z.uuid(), identityId: z.uuid() });
export const membershipWithRole = membershipId.extend({ role });

export type CreateClientSecret = z.output<typeof createClientSecret>;
export type CreateUniversalAuth = z.output<typeof createUniversalAuth>;
export type ListOf = z.output<typeof listTokens>;
export type ListMemberships = z.output<typeof listMemberships>;
export type LogInInput = z.output<typeof logIn>;
export type MembershipId = z.output<typeof membershipId>;
export type MembershipWithRole = z.output<typeof membershipWithRole>;

const dated = { createdAt: instant, updatedAt: instant };

export const identity = z.object({
  id: z.uuid(),
  name: z.string(),
  authMethods: z.array(z.literal("universal-auth")),
  ...dated,
});

const trustedIp = z.object({ ipAddress: z.string(), type: z.enum(["ipv4", "ipv6"]), prefix: z.int() });
export const universalAuth = z.object({
  id: z.uuid(),
  identityId: z.uuid(),
  clientId: z.string(),
  accessTokenTTL: z.int(),
  accessTokenMaxTTL: z.int(),
  accessTokenNumUsesLimit: z.int(),
  accessTokenTrustedIps: z.array(trustedIp),
  clientSecretTrustedIps: z.array(trustedIp),
  ...dated,
});

export const clientSecretData = z.object({
  id: z.uuid(),
  description: z.string(),
  clientSecretPrefix: z.string(),
  clientSecretNumUses: z.int(),
  clientSecretNumUsesLimit: z.int(),
  clientSecretTTL: z.int(),
  identityUAId: z.uuid(),
  isClientSecretRevoked: z.boolean(),
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  ...dated,
});

export const login = z.object({
  accessToken: z.string(),
  expiresIn: z.int().meta({ description: "Seconds" }),
  accessTokenMaxTTL: z.int().meta({ description: "Seconds until no renewal helps any more" }),
  tokenType: z.literal("Bearer"),
});

export const accessToken = z.object({
  id: z.uuid(),
  clientSecretId: z.uuid(),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable().meta({ description: "To the minute" }),
});

export const identityMembership = z.object({
  id: z.uuid(),
  projectId: z.uuid(),
  identityId: z.uuid(),
  role,
  roles: z.array(z.object({ role })),
  identity: z.object({ id: z.uuid(), name: z.string() }),
  project: z.object({ id: z.uuid(), name: z.string() }),
  ...dated,
});

export const answers = {
  identity: z.object({ identity }),
  identities: z.object({ identities: z.array(identity), nextCursor }),
  standings: standingsAnswer,
  universalAuth: z.object({ identityUniversalAuth: universalAuth }),
  newClientSecret: z.object({ clientSecret: z.string(), clientSecretData }),
  clientSecret: z.object({ clientSecretData }),
  clientSecrets: z.object({ clientSecretData: z.array(clientSecretData), nextCursor }),
  tokens: z.object({ tokens: z.array(accessToken), nextCursor }),
  message: z.object({ message: z.string() }),
  membership: z.object({ identityMembership }),
  memberships: z.object({ identityMemberships: z.array(identityMembership), nextCursor }),
};
