import { constants, createHash, verify as verifySignature } from "node:crypto";
import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import type { Application, Tenant } from "./tenant.ts";

const KNOWN = [
  "grant_type",
  "scope",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
];

/** `POST /{tenant}/oauth2/v2.0/token`, client credentials. */
export function serveToken(tenant: Tenant, ask: Ask, tenantId: string): Answer {
  if (ask.method !== "POST")
    return refused(405, "900561", "invalid_request", "the endpoint only accepts POST");
  if (tenantId !== tenant.id)
    return refused(400, "90002", "invalid_request", `Tenant '${tenantId}' not found.`);
  if (ask.headers["content-type"]?.split(";")[0] !== "application/x-www-form-urlencoded") {
    return refused(400, "900144", "invalid_request", "The request body must contain a form.");
  }
  const form = new URLSearchParams(ask.body);
  if (unknownNames(form.keys(), KNOWN).length > 0)
    return refused(400, "9002313", "invalid_request", "Invalid request.");
  if (form.get("grant_type") !== "client_credentials") {
    return refused(400, "70003", "unsupported_grant_type", "The app requested an unsupported grant type.");
  }
  if (form.get("scope") !== "https://graph.microsoft.com/.default") {
    return refused(400, "1002012", "invalid_scope", "The provided value for scope is not valid.");
  }
  const app = [...tenant.apps.values()].find(({ appId }) => appId === form.get("client_id"));
  if (!app)
    return refused(400, "700016", "unauthorized_client", "Application was not found in the directory.");
  const problem = form.has("client_assertion")
    ? assertionProblem(tenant, app, form)
    : secretProblem(tenant, app, form);
  return (
    problem ?? {
      status: 200,
      body: { token_type: "Bearer", expires_in: 3599, access_token: tokenOf(tenant, app) },
    }
  );
}

/** Whose token it is, or nobody's. */
export function bearer(tenant: Tenant, authorization: string | undefined): Application | undefined {
  const token = /^Bearer (?<token>\S+)$/.exec(authorization ?? "")?.groups?.token ?? "";
  return [...tenant.apps.values()].find((app) => tokenOf(tenant, app) === token);
}

function secretProblem(tenant: Tenant, app: Application, form: URLSearchParams): Answer | null {
  switch (tenant.accepts(app, form.get("client_secret") ?? "")) {
    case "yes":
      return null;
    case "no":
      return refused(401, "7000215", "invalid_client", "Invalid client secret provided.");
    case "expired":
      return refused(401, "7000222", "invalid_client", "The provided client secret keys are expired.");
  }
}

function assertionProblem(tenant: Tenant, app: Application, form: URLSearchParams): Answer | null {
  const bad = (number: string, text: string) => refused(401, number, "invalid_client", text);
  if (form.get("client_assertion_type") !== "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") {
    return bad("50027", "JWT token is invalid or malformed.");
  }
  const [head = "", body = "", signature = ""] = (form.get("client_assertion") ?? "").split(".");
  const header = jsonOf(head);
  const claims = jsonOf(body);
  if (!app.certificate)
    return bad("700027", "The certificate with identifier used to sign is not registered.");
  const thumbprint = createHash("sha256").update(app.certificate.raw).digest("base64url");
  if (header.alg !== "PS256" || header["x5t#S256"] !== thumbprint)
    return bad("700027", "The key was not found.");
  const key = { key: app.certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signed = verifySignature(
    "sha256",
    Buffer.from(`${head}.${body}`),
    key,
    Buffer.from(signature, "base64url"),
  );
  if (!signed) return bad("700027", "Client assertion failed signature validation.");
  const audience = `https://login.microsoftonline.com/${tenant.id}/oauth2/v2.0/token`;
  if (
    claims.aud !== audience ||
    claims.iss !== app.appId ||
    claims.sub !== app.appId ||
    !claims.jti ||
    !claims.exp
  ) {
    return bad("700023", "Client assertion audience claim does not match Realm issuer.");
  }
  return null;
}

const jsonOf = (part: string): Record<string, unknown> => {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return {};
  }
};

/** A token that says what a real one says, and that nobody can make without being let in here. */
function tokenOf(tenant: Tenant, { appId, oid, roles }: Application): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = part({ appid: appId, oid, roles, tid: tenant.id });
  const seal = createHash("sha256").update(`${tenant.id}.${claims}`).digest("base64url");
  return `${part({ typ: "JWT", alg: "RS256" })}.${claims}.${seal}`;
}

const refused = (status: number, number: string, error: string, text: string): Answer => ({
  status,
  body: { error, error_description: `AADSTS${number}: ${text} Trace ID: 0`, error_codes: [Number(number)] },
});
