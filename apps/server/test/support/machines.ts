import type { Role } from "@turnbolt/api";
import { clientOf, type Turnbolt } from "./turnbolt.ts";

type Client = Turnbolt["client"];
type UniversalAuth = Parameters<Client["universalAuth"]["create"]["mutate"]>[0];

/** A machine identity that can log in, and is something in projects. */
export async function aMachine(
  { client, url }: Pick<Turnbolt, "client" | "url">,
  options: {
    readonly name?: string;
    readonly roles?: Readonly<Record<string, Role>>;
    readonly auth?: Partial<UniversalAuth>;
    readonly secret?: { readonly ttl?: number; readonly numUsesLimit?: number };
  } = {},
) {
  const { identity } = await client.identities.create.mutate({ name: options.name ?? "a machine" });
  const identityId = identity.id;
  const { identityUniversalAuth } = await client.universalAuth.create.mutate({ identityId, ...options.auth });
  const { clientSecret, clientSecretData } = await client.clientSecrets.create.mutate({
    identityId,
    ...options.secret,
  });
  for (const [projectId, role] of Object.entries(options.roles ?? {})) {
    await client.identityMemberships.create.mutate({ projectId, identityId, role });
  }
  const { clientId } = identityUniversalAuth;
  const logIn = () => clientOf(url, null).universalAuth.login.mutate({ clientId, clientSecret });
  return { identityId, clientId, clientSecret, clientSecretId: clientSecretData.id, logIn };
}
