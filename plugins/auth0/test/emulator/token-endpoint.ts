import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import type { Application, TenantStore } from "./tenant.ts";

/** `POST /oauth/token`: who asks is looked at before what is asked for. */
export function serveToken(tenant: TenantStore, ask: Ask): Answer {
  if (ask.method !== "POST") return oauthError(405, "method_not_allowed", "Method Not Allowed");
  const form = formOf(ask);
  if (!form) return oauthError(400, "invalid_request", "Unsupported content type or malformed body");
  const unknown = unknownNames([...form.keys(), ...ask.url.searchParams.keys()], FIELDS);
  if (unknown.length > 0) return oauthError(400, "invalid_request", `Unknown parameter: ${unknown[0]}`);
  const grantType = form.get("grant_type");
  if (!grantType) return oauthError(400, "invalid_request", "Missing required parameter: grant_type");
  const application = authenticate(tenant, form, ask.headers.authorization);
  if (!application) return oauthError(401, "access_denied", "Unauthorized");
  if (!KNOWN_GRANTS.includes(grantType)) {
    return oauthError(501, "unsupported_grant_type", `Unsupported grant type: ${grantType}`);
  }
  if (!application.grantTypes.includes(grantType)) {
    return oauthError(403, "unauthorized_client", `Grant type '${grantType}' not allowed for the client.`);
  }
  return grantType === "client_credentials"
    ? clientCredentials(tenant, application, form.get("audience"))
    : authorizationCode(form.get("code"));
}

const FIELDS = ["grant_type", "client_id", "client_secret", "audience", "code", "redirect_uri"];
const KNOWN_GRANTS = ["client_credentials", "authorization_code"];

const oauthError = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
});

function formOf(ask: Ask): Map<string, string> | undefined {
  const type = ask.headers["content-type"]?.split(";")[0];
  if (type === "application/x-www-form-urlencoded") return new Map(new URLSearchParams(ask.body));
  if (type !== "application/json") return undefined;
  try {
    const body: unknown = JSON.parse(ask.body);
    return new Map(Object.entries(body ?? {}).map(([name, value]) => [name, String(value)]));
  } catch {
    return undefined;
  }
}

/** An application set to one way of sending its secret is refused the other way, and two ways at once. */
function authenticate(
  tenant: TenantStore,
  form: ReadonlyMap<string, string>,
  authorization: string | undefined,
): Application | undefined {
  const posted = form.has("client_secret");
  const [id = "", secret = ""] = authorization
    ? basicPair(authorization)
    : [form.get("client_id"), form.get("client_secret")];
  const application = tenant.applications.get(id);
  if (!application || (authorization && posted)) return undefined;
  if (application.authMethod === "none") return application;
  const wanted = authorization ? "client_secret_basic" : "client_secret_post";
  return application.authMethod === wanted && tenant.accepts(id, secret) ? application : undefined;
}

function basicPair(authorization: string): readonly string[] {
  const [scheme, value = ""] = authorization.split(" ");
  if (scheme !== "Basic") return [];
  return Buffer.from(value, "base64").toString("utf8").split(":").map(decodeURIComponent);
}

function clientCredentials(tenant: TenantStore, application: Application, audience = ""): Answer {
  const scopes = application.clientGrants[audience];
  if (!scopes) {
    const text = `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API.`;
    return oauthError(403, "access_denied", text);
  }
  const access_token = tenant.issueToken(audience, scopes);
  const scope = scopes.length > 0 ? { scope: scopes.join(" ") } : {};
  return { status: 200, body: { access_token, ...scope, expires_in: 86_400, token_type: "Bearer" } };
}

/** Nobody ever signs in here, so no code is ever good. */
const authorizationCode = (code: string | undefined): Answer =>
  code
    ? oauthError(403, "invalid_grant", "Invalid authorization code")
    : oauthError(400, "invalid_request", "Missing required parameter: code");
