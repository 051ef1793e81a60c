import { ApiError } from "../errors.ts";
import type { Actor, From } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { LARGEST_PAGE } from "../shapes.ts";
import type { Author } from "../store.ts";
import { assertMayIdentities, findIdentity } from "./identity-service.ts";
import { isWithin } from "./networks.ts";
import type { ListOf } from "./schema.ts";
import type { FoundToken } from "./store.ts";
import { digestOf, formOf } from "./token-format.ts";

/** A machine that was recognised by its token. */
export interface RecognisedMachine {
  readonly actor: Actor;
  readonly tokenId: string;
  /** Its last use was not noted within this minute. */
  readonly unnoted: boolean;
}

/** The tokens that machines work with. */
export const tokenService = (parts: Parts) => {
  const { tokens } = parts.store.machines;
  return {
    /** Who sent a bearer token: one question to the database. `null`: it is no token of a machine; refuses one that does not let in. */
    async recognise(token: string, from: From): Promise<RecognisedMachine | null> {
      if (formOf("tb", token) === "foreign") return null;
      const found = await tokens.find(digestOfWhole(token));
      const { id, unnoted, identityId, name, roles } = assertLetsIn(found, from);
      const author = authorOf(identityId, from);
      const actor = {
        ...author,
        kind: "machine",
        name,
        isAdmin: false,
        roles: new Map(Object.entries(roles)),
      } as const;
      return { actor, tokenId: id, unnoted };
    },
    async renew(accessToken: string, from: From) {
      const hash = digestOfWhole(accessToken);
      const life = await tokens.renew(hash, (found) => authorOf(assertLetsIn(found, from).identityId, from));
      const { expiresIn, maxIn: accessTokenMaxTTL } = life;
      return { accessToken, expiresIn, accessTokenMaxTTL, tokenType: "Bearer" as const };
    },
    /** From wherever: who finds a token that leaked may end it. */
    async revoke(accessToken: string, from: From) {
      const hash = digestOfWhole(accessToken);
      await tokens.revoke(hash, (found) => authorOf(assertWorks(found).identityId, from));
      return { message: "The token is revoked." };
    },
    async list({ identityId, limit, cursor }: ListOf, actor: Actor) {
      assertMayIdentities(actor, "read");
      await findIdentity(parts, identityId);
      const { items, next } = await tokens.list(identityId, { limit: limit ?? LARGEST_PAGE, cursor });
      return { tokens: [...items], nextCursor: next };
    },
    async revokeOf(identityId: string, id: string, actor: Actor) {
      assertMayIdentities(actor, "edit");
      await tokens.revokeOf(identityId, id, actor);
      return { message: "The token is revoked." };
    },
  };
};

export type TokenService = ReturnType<typeof tokenService>;

/** How a machine is named in the audit. */
export const authorOf = (identityId: string, from: From): Author => ({
  id: `machine:${identityId}`,
  ...from,
});

/** Asks nobody about a token that we cannot have made. */
function digestOfWhole(token: string): Uint8Array {
  if (formOf("tb", token) === "whole") return digestOf(token);
  throw new ApiError("token", "The token is malformed: something of it was lost or mistyped.");
}

function assertWorks(found: FoundToken | null): FoundToken {
  if (!found) throw new ApiError("token", "The token is not valid: what it belonged to is gone.");
  if (found.revoked) throw new ApiError("token", "The token was revoked.");
  if (found.expired) throw new ApiError("token", "The token has expired: log in again.");
  return found;
}

function assertLetsIn(found: FoundToken | null, { address }: From): FoundToken {
  const token = assertWorks(found);
  if (isWithin(address, token.trustedIps)) return token;
  throw new ApiError("token", `The token may not be used from ${address ?? "an unknown address"}.`);
}
