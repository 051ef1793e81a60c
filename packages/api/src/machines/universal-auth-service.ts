import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { assertMayIdentities, findIdentity } from "./identity-service.ts";
import { networkOf } from "./networks.ts";
import type { CreateUniversalAuth, UniversalAuthSettings } from "./schema.ts";
import type { UniversalAuth } from "./store.ts";
import { universalAuthView } from "./view.ts";

/** How identities log in by client id and client secret. */
export const universalAuthService = (parts: Parts) => {
  const { universalAuth } = parts.store.machines;
  return {
    async get(identityId: string, actor: Actor) {
      assertMayIdentities(actor, "read");
      return await shown(parts, identityId);
    },
    async create(input: CreateUniversalAuth, actor: Actor) {
      assertMayIdentities(actor, "edit");
      const { id: identityId } = await findIdentity(parts, input.identityId);
      assertOrder(input.accessTokenTTL, input.accessTokenMaxTTL);
      const ids = { id: parts.engine.random.uuid(), identityId, clientId: parts.engine.random.uuid() };
      const networks = { accessTokenTrustedIps: EVERYWHERE, clientSecretTrustedIps: EVERYWHERE };
      const { accessTokenTTL: accessTokenTtl, accessTokenMaxTTL: accessTokenMaxTtl } = input;
      const row = { ...ids, accessTokenTtl, accessTokenMaxTtl, ...networks, ...networksOf(input) };
      await universalAuth.create(row, actor);
      return await shown(parts, identityId);
    },
    async update({ identityId, ...input }: UniversalAuthSettings, actor: Actor) {
      assertMayIdentities(actor, "edit");
      const before = await findUniversalAuth(parts, identityId);
      const { accessTokenTTL = before.accessTokenTtl, accessTokenMaxTTL = before.accessTokenMaxTtl } = input;
      assertOrder(accessTokenTTL, accessTokenMaxTTL);
      const change = {
        ...(input.accessTokenTTL === undefined ? {} : { accessTokenTtl: accessTokenTTL }),
        ...(input.accessTokenMaxTTL === undefined ? {} : { accessTokenMaxTtl: accessTokenMaxTTL }),
        ...networksOf(input),
      };
      await universalAuth.update(identityId, change, actor);
      return await shown(parts, identityId);
    },
    /** As it was. Its client secrets and tokens end at once. */
    async remove(identityId: string, actor: Actor) {
      assertMayIdentities(actor, "edit");
      const before = await shown(parts, identityId);
      await universalAuth.remove(identityId, actor);
      return before;
    },
  };
};

export type UniversalAuthService = ReturnType<typeof universalAuthService>;

export async function findUniversalAuth(
  { store }: Pick<Parts, "store">,
  identityId: string,
): Promise<UniversalAuth> {
  const found = await store.machines.universalAuth.find(identityId);
  if (!found) throw new ApiError("not-found", `There is no universal auth of identity ${identityId}.`);
  return found;
}

const shown = async (parts: Parts, identityId: string) => ({
  identityUniversalAuth: universalAuthView(await findUniversalAuth(parts, identityId)),
});

const EVERYWHERE: readonly string[] = ["0.0.0.0/0", "::/0"];

type Networks = Partial<Pick<UniversalAuth, "accessTokenTrustedIps" | "clientSecretTrustedIps">>;

function networksOf(input: Omit<UniversalAuthSettings, "identityId">): Networks {
  const { accessTokenTrustedIps: ofTokens, clientSecretTrustedIps: ofSecrets } = input;
  return {
    ...(ofTokens && { accessTokenTrustedIps: ofTokens.map(toNetwork) }),
    ...(ofSecrets && { clientSecretTrustedIps: ofSecrets.map(toNetwork) }),
  };
}

function toNetwork({ ipAddress }: { readonly ipAddress: string }): string {
  const network = networkOf(ipAddress);
  if (network === null) throw invalid(`${ipAddress} is no network.`);
  return network;
}

function assertOrder(ttl: number, maxTtl: number): void {
  if (ttl <= maxTtl) return;
  throw invalid(
    `accessTokenTTL (${ttl} seconds) is longer than accessTokenMaxTTL (${maxTtl} seconds).`,
    "accessTokenTTL",
  );
}
