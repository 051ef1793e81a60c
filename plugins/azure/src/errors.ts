import { RotationError, type RotationErrorCode, retryAfterMs } from "@turnbolt/core";
import * as z from "zod";

export const NAME = "azure-client-secret";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string): RotationError =>
  new RotationError(code, `${NAME}: ${message}`);

/** What an answer of Microsoft Graph means; of the body only its code is told. */
export async function graphError(response: Response): Promise<RotationError> {
  const { status, headers } = response;
  const said = graphSays.safeParse(await response.json().catch(() => null)).data?.error.code;
  const [code, hint] = meaningOf(status, said ?? "");
  const message = `${NAME}: Microsoft Graph answered ${status}${said ? ` (${said})` : ""}: ${hint}`;
  return new RotationError(code, message, { retryAfterMs: retryAfterMs(headers) });
}

/** Graph has one code for everything that it refuses; that a secret is gone, only its text tells. */
export async function saysGone(response: Response): Promise<boolean> {
  const said = graphText.safeParse(
    await response
      .clone()
      .json()
      .catch(() => null),
  ).data?.error.message;
  return response.status === 400 && /no (password )?credential found/i.test(said ?? "");
}

/** The number behind `AADSTS` of a login that was refused, or an empty text. */
export async function loginError(response: Response): Promise<string> {
  const said = loginSays.safeParse(await response.json().catch(() => null)).data?.error_description;
  return /^AADSTS(?<number>\d+)/.exec(said ?? "")?.groups?.number ?? "";
}

const graphSays = z.object({ error: z.object({ code: z.string().regex(/^[\w.]{1,80}$/) }) });
const graphText = z.object({ error: z.object({ message: z.string() }) });
const loginSays = z.object({ error_description: z.string() });

type Meaning = readonly [RotationErrorCode, string];

function meaningOf(status: number, said: string): Meaning {
  // Two writes to one app at a time: neither is a fault, and one of them was not done.
  if (/Concurrency/i.test(said))
    return ["rate-limited", "somebody else was changing the app; it is tried again."];
  if (/Lifetime|CredentialLimit/i.test(said)) {
    return ["invalid", "a policy of the tenant allows no secret of this lifetime; ask its administrator."];
  }
  return MEANING[status] ?? ["unavailable", "it is tried again."];
}

const MEANING: Readonly<Record<number, Meaning>> = {
  400: ["invalid", "it refuses this of the app; look at the app's ID and at the tenant's policies."],
  401: ["unauthorized", "it does not take the token of the connection."],
  403: [
    "forbidden",
    "grant the connection's app Application.ReadWrite.OwnedBy and make it an owner of this app.",
  ],
  404: ["not-found", "the tenant has no such app; was it deleted?"],
  409: ["rate-limited", "somebody else was changing the app; it is tried again."],
  423: ["rate-limited", "the app is locked for a moment; it is tried again."],
  429: ["rate-limited", "the tenant's limit for requests is used up."],
};
