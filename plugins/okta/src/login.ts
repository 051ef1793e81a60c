import { RotationError, type Runtime } from "@turnbolt/core";
import * as z from "zod";
import { errorOf, type Org, read, send } from "./request.ts";

/**
 * Logs in as an app, whatever its grants: any client that authenticates may ask about a token, and a random
 * one is simply not active.
 */
export async function logIn(
  org: Org,
  runtime: Runtime,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  const question = { token: crypto.randomUUID(), token_type_hint: "access_token" };
  const basic = btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  if (await accepted(await introspect(org, runtime, question, `Basic ${basic}`))) return;
  // An app set to client_secret_post may be refused the other way round.
  const posted = { ...question, client_id: clientId, client_secret: clientSecret };
  if (await accepted(await introspect(org, runtime, posted))) return;
  throw new RotationError("refused", `okta-client-secret: Okta refused the secret of client ${clientId}.`);
}

const introspect = (
  org: Org,
  runtime: Runtime,
  form: Record<string, string>,
  authorization?: string,
): Promise<Response> =>
  send(org, runtime, "/oauth2/v1/introspect", {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
      ...(authorization ? { authorization } : {}),
    },
    body: new URLSearchParams(form).toString(),
  });

/** True = accepted, false = refused; throws when neither was said. */
async function accepted(response: Response): Promise<boolean> {
  if (response.status === 401) {
    await response.body?.cancel();
    return false;
  }
  if (response.status === 400 || response.status === 403) {
    await response.body?.cancel();
    const text = `okta-client-secret: Okta answered ${response.status} before it looked at the secret; it is tried again.`;
    throw new RotationError("unavailable", text);
  }
  if (response.status !== 200) throw await errorOf(response);
  await read(response, z.object({ active: z.boolean() }));
  return true;
}
