import { ApiError } from "../errors.ts";
import type { From } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { Author } from "../store.ts";
import { type FailedLogins, failedLogins } from "./failed-logins.ts";
import { isWithin, neighbourhoodOf } from "./networks.ts";
import type { LogInInput } from "./schema.ts";
import type { FoundClientSecret } from "./store.ts";
import { digestOf, formOf, newToken } from "./token-format.ts";
import { authorOf } from "./token-service.ts";

/** Client id and client secret for a token. */
export function loginService(parts: Parts) {
  const failures = failedLogins(
    (key) => ({ most: key.startsWith("pair ") ? 10 : 100, withinMs: 60_000 }),
    () => parts.engine.clock.now().getTime(),
  );
  return {
    async logIn(input: LogInInput, from: From) {
      // Of one client id from one place, and from one place whatever the client id is.
      const place = neighbourhoodOf(from.address);
      const keys = [`pair ${place} ${input.clientId}`, `place ${place}`];
      assertMayTry(failures, keys);
      try {
        return await logIn(parts, input, from);
      } catch (error) {
        if (error instanceof ApiError) failures.note(keys);
        throw error;
      }
    },
  };
}

export type LoginService = ReturnType<typeof loginService>;

async function logIn(parts: Parts, { clientId, clientSecret }: LogInInput, from: From) {
  if (formOf("tbs", clientSecret) !== "whole") throw wrong();
  const accessToken = newToken("tb");
  const token = { tokenId: parts.engine.random.uuid(), tokenHash: digestOf(accessToken) };
  const request = { clientId, secretHash: digestOf(clientSecret), ...token };
  let secret: FoundClientSecret | null = null;
  const decide = (found: FoundClientSecret | null) => {
    secret = found;
    return assertLogsIn(found, from);
  };
  const found = await parts.store.machines.tokens.logIn(request, decide).catch(async (error: unknown) => {
    if (secret && error instanceof ApiError) await auditRefusal(parts, secret, error, from);
    throw error;
  });
  if (!found) throw wrong();
  const { accessTokenTtl: expiresIn, accessTokenMaxTtl: accessTokenMaxTTL } = found;
  return { accessToken, expiresIn, accessTokenMaxTTL, tokenType: "Bearer" as const };
}

/** The right secret where it should not be may have been stolen: somebody has to be able to see that. */
async function auditRefusal(
  { store }: Parts,
  { id, identityId }: FoundClientSecret,
  { message }: ApiError,
  from: From,
): Promise<void> {
  const data = { identityId, clientSecretId: id };
  await store.audit({ kind: "identity.login-refused", message, data }, authorOf(identityId, from));
}

/** Who has the right secret is told what is wrong with it; to everybody else all is one answer. */
function assertLogsIn(found: FoundClientSecret | null, from: From): Author {
  if (!found) throw wrong();
  if (found.revoked) throw new ApiError("unauthorized", "The client secret was revoked.");
  if (found.expired) throw new ApiError("unauthorized", "The client secret has expired.");
  if (found.usedUp) throw new ApiError("unauthorized", "The client secret was used as often as it may be.");
  if (!isWithin(from.address, found.trustedIps)) {
    const where = from.address ?? "an unknown address";
    throw new ApiError("forbidden", `The client secret may not be used from ${where}.`);
  }
  return authorOf(found.identityId, from);
}

const wrong = () => new ApiError("unauthorized", "Client id or client secret is wrong.");

function assertMayTry(failures: FailedLogins, keys: readonly string[]): void {
  const retryAfterSeconds = failures.wait(keys);
  if (retryAfterSeconds === 0) return;
  throw new ApiError("rate-limited", `Too many logins failed: try again in ${retryAfterSeconds} seconds.`, {
    retryAfterSeconds,
  });
}
