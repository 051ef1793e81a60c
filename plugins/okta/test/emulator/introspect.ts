import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import type { App, OrgStore } from "./org.ts";

/** `POST /oauth2/v1/introspect` of the org's authorization server. No token is ever issued, so none is active. */
export function serveIntrospect(org: OrgStore, ask: Ask): Answer {
  if (ask.method !== "POST") return oauthError(405, "invalid_request", "Method not allowed.");
  if (ask.headers["content-type"]?.split(";")[0] !== "application/x-www-form-urlencoded") {
    return oauthError(400, "invalid_request", "The content type must be a URL encoded form.");
  }
  const form = new URLSearchParams(ask.body);
  const unknown = unknownNames(form.keys(), ["token", "token_type_hint", "client_id", "client_secret"]);
  if (unknown.length > 0) return oauthError(400, "invalid_request", `Unknown parameter '${unknown[0]}'.`);
  const authorization = ask.headers.authorization;
  if (authorization && form.has("client_secret")) {
    return oauthError(401, "invalid_request", "Cannot supply multiple client credentials.");
  }
  const app = authorization ? basicApp(org, authorization) : postedApp(org, form);
  if (!app) {
    const text = "Client authentication failed. Either the client or the client credentials are invalid.";
    return oauthError(401, "invalid_client", text);
  }
  if (!form.get("token")) {
    return oauthError(400, "invalid_request", "The 'token' parameter is required.");
  }
  return { status: 200, body: { active: false } };
}

const oauthError = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
});

/** An app set to one way of sending its secret is refused the other way. */
function authenticate(org: OrgStore, clientId: string, secret: string, method: string): App | undefined {
  const app = [...org.apps.values()].find((one) => one.clientId === clientId);
  return app?.authMethod === method && org.accepts(app, secret) ? app : undefined;
}

function basicApp(org: OrgStore, authorization: string): App | undefined {
  const [scheme, value = ""] = authorization.split(" ");
  if (scheme !== "Basic") return undefined;
  const [id = "", secret = ""] = Buffer.from(value, "base64")
    .toString("utf8")
    .split(":")
    .map(decodeURIComponent);
  return authenticate(org, id, secret, "client_secret_basic");
}

const postedApp = (org: OrgStore, form: URLSearchParams): App | undefined =>
  authenticate(org, form.get("client_id") ?? "", form.get("client_secret") ?? "", "client_secret_post");
