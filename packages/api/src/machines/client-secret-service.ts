import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE } from "../shapes.ts";
import { assertMayIdentities } from "./identity-service.ts";
import type { CreateClientSecret, ListOf } from "./schema.ts";
import { digestOf, newToken } from "./token-format.ts";
import { findUniversalAuth } from "./universal-auth-service.ts";
import { clientSecretView } from "./view.ts";

/** So much of a secret is shown again, for people to tell it by. */
const SHOWN = 8;

/** What identities log in with. */
export const clientSecretService = (parts: Parts) => {
  const { clientSecrets } = parts.store.machines;
  const shown = async (identityId: string, id: string) => {
    const found = await clientSecrets.find(identityId, id);
    if (!found) throw new ApiError("not-found", `There is no client secret ${id}.`);
    return { clientSecretData: clientSecretView(found) };
  };
  return {
    async list({ identityId, limit, cursor }: ListOf, actor: Actor) {
      assertMayIdentities(actor, "read");
      await findUniversalAuth(parts, identityId);
      const page = await clientSecrets.list(identityId, { limit: limit ?? LARGEST_PAGE, cursor });
      return { clientSecretData: page.items.map(clientSecretView), nextCursor: page.next };
    },
    async get(identityId: string, id: string, actor: Actor) {
      assertMayIdentities(actor, "read");
      return await shown(identityId, id);
    },
    /** The one answer that has the secret. */
    async create({ numUsesLimit, ...input }: CreateClientSecret, actor: Actor) {
      assertMayIdentities(actor, "edit");
      const clientSecret = newToken("tbs");
      const id = parts.engine.random.uuid();
      const kept = { hash: digestOf(clientSecret), prefix: clientSecret.slice(0, SHOWN) };
      await clientSecrets.create({ ...input, ...kept, id, usesLimit: numUsesLimit }, actor);
      return { clientSecret, ...(await shown(input.identityId, id)) };
    },
    /** The tokens that it logged in end with it. */
    async revoke(identityId: string, id: string, actor: Actor) {
      assertMayIdentities(actor, "edit");
      await clientSecrets.revoke(identityId, id, actor);
      return await shown(identityId, id);
    },
  };
};

export type ClientSecretService = ReturnType<typeof clientSecretService>;
