import { createHash } from "node:crypto";
import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import { badBody, badRequest, invalid, notAllowed, notFound } from "./errors.ts";
import { type App, CAPACITY, type ClientSecret, type OrgStore } from "./org.ts";

/** `/api/v1/apps/{appId}/credentials/secrets…`; `showsValues` false = the list gives the hash alone. */
export function serveSecrets(
  org: OrgStore,
  app: App,
  rest: readonly string[],
  ask: Ask,
  showsValues: boolean,
): Answer {
  const show = (status: number, secret: ClientSecret): Answer => ({
    status,
    body: shown(app, secret, showsValues),
  });
  const [secretId, lifecycle, action] = rest;
  if (secretId === undefined) {
    if (ask.method === "POST") return create(org, app, ask.body);
    if (ask.method !== "GET") return notAllowed();
    return { status: 200, body: org.listedOf(app.id).map((secret) => shown(app, secret, showsValues)) };
  }
  const secret = org.secretsOf(app.id).find(({ id }) => id === secretId);
  if (!secret) return notFound(secretId, "OAuth2ClientSecretMediated");
  if (lifecycle === undefined && ask.method === "GET") return show(200, secret);
  if (lifecycle === undefined && ask.method === "DELETE") return remove(org, app, secret);
  if (lifecycle !== "lifecycle" || ask.method !== "POST") return notAllowed();
  const refused = ask.body === "" ? changeStatus(org, app, secret, action) : badBody();
  const changed = org.secretsOf(app.id).find(({ id }) => id === secretId) ?? secret;
  return refused ?? show(200, changed);
}

const MEDIATED = "OAuth2ClientSecretMediated";

function create(org: OrgStore, app: App, text: string): Answer {
  const body = objectOf(text);
  if (!body) return badBody();
  const unknown = unknownNames(Object.keys(body), ["client_secret", "status"]);
  if (unknown.length > 0) return badRequest(`unrecognized field ${unknown[0]}`);
  const { client_secret: value, status = "ACTIVE" } = body;
  if (status !== "ACTIVE" && status !== "INACTIVE") return invalid("status", "status: not one of the known");
  const fault = value === undefined ? undefined : faultOf(value);
  if (fault) return invalid("client_secret", `client_secret: ${fault}`);
  if (app.authMethod === "private_key_jwt") {
    const cause = "'client_secret' cannot be used when 'token_endpoint_auth_method' is 'private_key_jwt'.";
    return invalid(MEDIATED, cause);
  }
  if (org.secretsOf(app.id).length >= CAPACITY) {
    return invalid(MEDIATED, "You have reached the maximum number of client secrets per client.");
  }
  const secret = org.addSecret(app.id, typeof value === "string" ? value : undefined, status);
  return { status: 201, body: shown(app, secret, true) };
}

function faultOf(value: unknown): string | undefined {
  if (typeof value !== "string") return "'client_secret' must be a string.";
  if (value.length > 100) return "'client_secret' cannot be more than '100' characters long.";
  if (value.length < 14) return "'client_secret' must be at least '14' characters long.";
  if (!/^[\x20-\x7e]+$/.test(value)) return "''client_secret'' must only contain printable ASCII: [x20-x7E]+";
  return undefined;
}

/** To do what is done already is an error here: Okta does not say, so the harder reading is taken. */
function changeStatus(
  org: OrgStore,
  app: App,
  secret: ClientSecret,
  action: string | undefined,
): Answer | undefined {
  const wanted = action === "activate" ? "ACTIVE" : action === "deactivate" ? "INACTIVE" : undefined;
  if (!wanted) return notAllowed();
  if (secret.status === wanted) return invalid(MEDIATED, `The client secret is ${wanted} already.`);
  const active = org.secretsOf(app.id).filter(({ status }) => status === "ACTIVE");
  if (wanted === "INACTIVE" && active.length === 1) {
    return invalid(MEDIATED, "You can't deactivate the only active client secret.");
  }
  org.setStatus(app.id, secret.id, wanted);
  return undefined;
}

function remove(org: OrgStore, app: App, secret: ClientSecret): Answer {
  if (secret.status === "ACTIVE") {
    const cause = "You can't delete an active client secret. Deactivate the secret before deleting it.";
    return invalid(MEDIATED, cause);
  }
  org.removeSecret(app.id, secret.id);
  return { status: 204 };
}

function shown(app: App, secret: ClientSecret, showsValue: boolean): Record<string, unknown> {
  const path = `https://example.okta.com/api/v1/apps/${app.id}/credentials/secrets/${secret.id}`;
  const link = (href: string, method: string) => ({ href, hints: { allow: [method] } });
  return {
    id: secret.id,
    created: new Date(secret.created).toISOString(),
    lastUpdated: new Date(secret.lastUpdated).toISOString(),
    status: secret.status,
    ...(showsValue ? { client_secret: secret.value } : {}),
    secret_hash: createHash("sha256").update(secret.value).digest().subarray(0, 16).toString("base64url"),
    _links:
      secret.status === "ACTIVE"
        ? { deactivate: link(`${path}/lifecycle/deactivate`, "POST") }
        : { activate: link(`${path}/lifecycle/activate`, "POST"), delete: link(path, "DELETE") },
  };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
