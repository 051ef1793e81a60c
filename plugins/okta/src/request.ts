import { type HostRequestInit, RotationError, type RotationErrorCode, type Runtime } from "@turnbolt/core";
import * as z from "zod";

/** Where an org is and who we are there. */
export interface Org {
  readonly instanceUrl: string;
  readonly apiToken: string;
  readonly baseUrl?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/** One request to the org, as nobody in particular. */
export async function send(
  org: Org,
  runtime: Runtime,
  path: string,
  init: HostRequestInit,
): Promise<Response> {
  const { caCertificate, proxyUrl } = org;
  const base = org.baseUrl?.replace(/\/+$/, "") ?? new URL(org.instanceUrl).origin;
  try {
    // A redirect would carry the secret to an address that nobody entered.
    const options = { ...init, caCertificate, proxyUrl, redirect: "manual", signal: runtime.signal } as const;
    return await runtime.fetch(base + path, options);
  } catch (cause) {
    throw new RotationError("unavailable", `okta-client-secret: ${hostOf(org)} could not be reached.`, {
      cause,
    });
  }
}

/** Its body in the form expected, or `unavailable`: half an answer proves nothing. */
export async function read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (parsed.success) return parsed.data;
  throw new RotationError("unavailable", "okta-client-secret: Okta gave an answer that could not be read.");
}

/** What an answer of Okta means, in words of our own; of the body only Okta's error number is told. */
export async function errorOf(response: Response): Promise<RotationError> {
  const { status, headers } = response;
  const said = vendorError.safeParse(await response.json().catch(() => null)).data?.errorCode;
  const [code, hint] = MEANING[status] ?? UNKNOWN;
  const message = `okta-client-secret: Okta answered ${status}${said ? ` (${said})` : ""}: ${hint}`;
  return new RotationError(code, message, { retryAfterMs: retryAfterMs(headers) });
}

const vendorError = z.object({ errorCode: z.string().regex(/^E\d{7}$/) });

const UNKNOWN = ["unavailable", "try again later."] as const;
const MEANING: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  400: ["invalid", "it will not do this to a client secret of this app; does the app use one?"],
  401: ["unauthorized", "the API token is wrong, expired or revoked; make a new one."],
  403: [
    "forbidden",
    "give the API token's administrator a role with okta.apps.read and okta.apps.manage for this app.",
  ],
  404: ["not-found", "the org has no such app; was it deleted?"],
  429: ["rate-limited", "the org's rate limit for these requests is used up."],
};

const hostOf = (org: Org): string => new URL(org.instanceUrl).host;

/** The header counts by the vendor's clock, so it is read against its `Date`, not against ours. */
function retryAfterMs(headers: Headers): number | undefined {
  const after = headers.get("retry-after") ?? "";
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  const reset = headers.get("x-rate-limit-reset") ?? "";
  const wait = Number(reset) * 1000 - Date.parse(headers.get("date") ?? "");
  return reset === "" || Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
