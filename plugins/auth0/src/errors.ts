import { RotationError, type RotationErrorCode } from "@turnbolt/core";

/** What an answer of Auth0 means, in words of our own: its body stays here. */
export async function errorOf(response: Response): Promise<RotationError> {
  await response.body?.cancel();
  const { status } = response;
  const [code, hint] = MEANING[status] ?? UNKNOWN;
  const message = `auth0-client-secret: Auth0 answered ${status}: ${hint}`;
  return new RotationError(code, message, { retryAfterMs: retryAfterMs(response.headers) });
}

const UNKNOWN = ["unavailable", "try again later."] as const;
const MEANING: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  400: ["invalid", "it will not set a client secret on this application; does it use one?"],
  401: ["unauthorized", "it no longer takes the connection's token; was its application changed?"],
  403: [
    "forbidden",
    "grant the connection's application read:clients, update:clients and update:client_keys on the Management API.",
  ],
  404: ["not-found", "no application has this client ID in the tenant; was it deleted?"],
  429: ["rate-limited", "the tenant's rate limit is used up."],
};

/** Both headers count by the vendor's clock, so they are read against its `Date`, not against ours. */
function retryAfterMs(headers: Headers): number | undefined {
  const now = Date.parse(headers.get("date") ?? "");
  const after = headers.get("retry-after") ?? "";
  const reset = headers.get("x-ratelimit-reset") ?? "";
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const until = after ? Date.parse(after) : /^\d+$/.test(reset) ? Number(reset) * 1000 : Number.NaN;
  return Number.isNaN(until - now) ? undefined : Math.max(0, until - now);
}
