import { type Actor, ApiError, type From } from "@turnbolt/api";

/** A credential was sent and does not let in; what is open to everybody stays open. */
export interface Refusal {
  readonly refusal: ApiError;
}

/**
 * Says who sends a request: somebody who is known, or a refusal when the request carries a credential of this
 * recogniser's kind that does not let in. `null` when it carries none, and the next recogniser is asked.
 */
export type Recogniser = (request: Request, from: From) => Promise<Actor | Refusal | null>;

/** Asks one recogniser after the other; a bearer token that none of them knows is refused. */
export function inTurn(...recognisers: readonly Recogniser[]): Recogniser {
  return async (request, from) => {
    for (const recognise of recognisers) {
      const found = await recognise(request, from);
      if (found !== null) return found;
    }
    return request.headers.has("authorization") ? UNKNOWN : null;
  };
}

/** The token of an `Authorization: Bearer …` header. */
export const bearerOf = (request: Request): string | null =>
  /^Bearer ([^\s]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;

export const isRefusal = (found: Actor | Refusal | null): found is Refusal =>
  found !== null && "refusal" in found;

/**
 * How a request is answered that was refused for who sent it: all of it, since a client that gets a new token sends all
 * of it again. A token that does not let in is told apart from none, and from what somebody may not.
 */
export function challenge(errors: readonly { readonly cause?: unknown }[]): {
  readonly status?: number;
  readonly headers?: Headers;
} {
  const { code } = errors.map(({ cause }) => cause).find(isAboutWho) ?? {};
  if (code === undefined) return {};
  const scheme = code === "token" ? 'Bearer error="invalid_token"' : "Bearer";
  return { status: code === "token" ? 403 : 401, headers: new Headers({ "www-authenticate": scheme }) };
}

const isAboutWho = (cause: unknown): cause is ApiError =>
  cause instanceof ApiError && (cause.code === "token" || cause.code === "unauthorized");

const UNKNOWN: Refusal = { refusal: new ApiError("unauthorized", "This token is not known.") };
