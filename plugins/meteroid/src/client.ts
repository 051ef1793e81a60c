import {
  type RawAnswer,
  RotationError,
  type RotationErrorCode,
  type Runtime,
  readHttp,
  retryAfterMs,
  sendHttp,
} from "@turnbolt/core";
import * as z from "zod";
import { baseOf, type Connection } from "./schema.ts";

const NAME = "meteroid-oauth-app-secret";

/** What the connection may ask for. */
export interface Meteroid {
  /** The client ID of an app, where the API shows it. */
  clientIdOf(appId: string): Promise<string | null>;
  /** Ends the app's secret and makes a new one; the host keeps the answer. */
  rotate(appId: string): Promise<void>;
}

/** Over the runtime of the call at hand: only there is the answer of a rotation kept. */
export function openMeteroid(connection: Connection, runtime: Runtime): Meteroid {
  const ask = async (method: "GET" | "POST", path: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${connection.apiToken}`, accept: "application/json" };
    const url = `${baseOf(connection)}/api/v1/oauth-apps/${path}`;
    const response = await sendHttp(runtime, NAME, url, { method, headers }, connection);
    if (response.status !== 200) throw errorOf(response);
    return response;
  };
  return {
    async clientIdOf(appId) {
      const app = await readHttp(await ask("GET", encodeURIComponent(appId)), NAME, shownApp);
      return app.client_id ?? null;
    },
    async rotate(appId) {
      const response = await ask("POST", `${encodeURIComponent(appId)}/rotate`);
      // The host has it by now, and nobody else needs it.
      await response.body?.cancel();
    },
  };
}

/** The new secret in a whole answer; no message quotes the answer. */
export function readSecret({ status, body, complete }: RawAnswer): string {
  const parsed = complete && status === 200 ? rotated.safeParse(jsonIn(body)).data : undefined;
  if (parsed) return parsed.client_secret;
  throw new RotationError("unavailable", `${NAME}: the kept answer holds no whole client secret.`);
}

/**
 * Logs in as an app, whatever its grants: the token endpoint looks at the secret first, so any other refusal than
 * `invalid_client` means that the secret was accepted (RFC 6749, 5.2).
 */
export async function logIn(
  connection: Connection,
  runtime: Runtime,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  const headers = {
    authorization: `Basic ${basic}`,
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  const init = { method: "POST", headers, body: "grant_type=client_credentials" };
  const url = `${baseOf(connection)}/api/v1/oauth/token`;
  const response = await sendHttp(runtime, NAME, url, init, connection);
  if (response.status === 200) return void (await response.body?.cancel());
  const said = oauthError.safeParse(await response.json().catch(() => null)).data?.error;
  if (said === "invalid_client") {
    throw new RotationError("refused", `${NAME}: Meteroid refused the secret of client ${clientId}.`);
  }
  if (said !== undefined && ACCEPTED.includes(said)) return;
  throw errorOf(response);
}

/** What is said to a client whose secret was right. */
const ACCEPTED = ["unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_grant"];

const shownApp = z.object({ client_id: z.string().min(1).optional() });
const rotated = z.object({ client_secret: z.string().min(1), client_secret_hint: z.string() });
const oauthError = z.object({ error: z.string() });

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What an answer means, in words of our own: the body may show what was sent. */
function errorOf({ status, headers }: Response): RotationError {
  const [code, hint] = MEANING[status] ?? ["unavailable", "it is tried again."];
  const message = `${NAME}: Meteroid answered ${status}: ${hint}`;
  return new RotationError(code, message, { retryAfterMs: retryAfterMs(headers) });
}

const MEANING: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  400: ["invalid", "it does not understand the app's ID; correct the parameters."],
  401: ["unauthorized", "the API token is wrong, expired or revoked; make a new one."],
  403: ["forbidden", "the API token may not manage OAuth apps; give it that right."],
  404: ["not-found", "there is no such app in this account; was it deleted?"],
  409: ["unavailable", "somebody else is changing the app."],
  429: ["rate-limited", "the rate limit of the account is used up."],
};
