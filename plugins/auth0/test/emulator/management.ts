import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import type { Application, TenantStore } from "./tenant.ts";

/** `/api/v2/clients` and `/api/v2/clients/{id}`. */
export function serveManagement(tenant: TenantStore, ask: Ask): Answer {
  const [scheme, token] = ask.headers.authorization?.split(" ") ?? [];
  const scopes = scheme === "Bearer" && token ? tenant.scopesOf(token) : undefined;
  if (!scopes) return apiError(401, "Unauthorized", "Invalid token");
  const [, id] = /^\/api\/v2\/clients(?:\/([^/]+))?$/.exec(ask.url.pathname) ?? [];
  if (id === undefined && ask.method === "GET") return list(tenant, scopes, ask.url.searchParams);
  if (id === undefined) return apiError(404, "Not Found", "Not Found");
  const application = tenant.applications.get(decodeURIComponent(id));
  if (ask.method === "GET") return get(application, scopes, ask.url.searchParams);
  if (ask.method === "PATCH") return patch(tenant, application, scopes, ask);
  return apiError(404, "Not Found", "Not Found");
}

export const apiError = (status: number, error: string, message: string, errorCode?: string): Answer => ({
  status,
  body: { statusCode: status, error, message, ...(errorCode ? { errorCode } : {}) },
});

const READABLE = ["client_id", "name", "app_type", "token_endpoint_auth_method"];
const LIST_QUERY = ["fields", "include_fields", "include_totals", "is_global", "page", "per_page"];

const inexistent = (): Answer => apiError(404, "Not Found", "The client does not exist", "inexistent_client");
const badQuery = (what: string): Answer =>
  apiError(400, "Bad Request", `Query validation error: ${what}`, "invalid_query_string");
const badBody = (what: string): Answer =>
  apiError(400, "Bad Request", `Payload validation error: ${what}`, "invalid_body");

function lacks(scopes: readonly string[], wanted: readonly string[]): Answer | undefined {
  if (wanted.some((scope) => scopes.includes(scope))) return undefined;
  const text = `Insufficient scope, expected any of: ${wanted.join(",")}`;
  return apiError(403, "Forbidden", text, "insufficient_scope");
}

/** The fields asked for, or the answer that refuses them. */
function fieldsOf(query: URLSearchParams): readonly string[] | Answer {
  const fields = query.get("fields")?.split(",") ?? READABLE;
  const unknown = unknownNames(fields, READABLE);
  if (unknown.length > 0) return badQuery(`'${unknown[0]}' on property fields`);
  return query.get("include_fields") === "false" ? READABLE.filter((name) => !fields.includes(name)) : fields;
}

const show = (application: Application, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries({
      client_id: application.clientId,
      name: application.name,
      app_type: application.authMethod === "none" ? "spa" : "non_interactive",
      // The two ways of authenticating exclude each other, and the other one needs a scope of its own.
      token_endpoint_auth_method:
        application.authMethod === "private_key_jwt" ? null : application.authMethod,
    }).filter(([name]) => fields.includes(name)),
  );

function get(
  application: Application | undefined,
  scopes: readonly string[],
  query: URLSearchParams,
): Answer {
  const refused = lacks(scopes, ["read:clients", "read:client_keys"]);
  if (refused) return refused;
  const unknown = unknownNames(query.keys(), ["fields", "include_fields"]);
  if (unknown.length > 0) return badQuery(`Additional properties not allowed: ${unknown[0]}`);
  if (!application) return inexistent();
  const fields = fieldsOf(query);
  return "status" in fields ? fields : { status: 200, body: show(application, fields) };
}

function list(tenant: TenantStore, scopes: readonly string[], query: URLSearchParams): Answer {
  const refused = lacks(scopes, ["read:clients", "read:client_keys"]);
  if (refused) return refused;
  const unknown = unknownNames(query.keys(), LIST_QUERY);
  if (unknown.length > 0) return badQuery(`Additional properties not allowed: ${unknown[0]}`);
  const page = Number(query.get("page") ?? 0);
  const size = Number(query.get("per_page") ?? 50);
  if (!Number.isInteger(size) || size < 1 || size > 100) return badQuery("'per_page' must be 1 to 100");
  if (!Number.isInteger(page) || page < 0 || page * size >= 1000) return badQuery("'page' is out of range");
  const fields = fieldsOf(query);
  if ("status" in fields) return fields;
  const all = [...tenant.applications.values()];
  const start = page * size;
  const clients = all.slice(start, start + size).map((application) => show(application, fields));
  const totals = { total: all.length, start, limit: size, clients };
  return { status: 200, body: query.get("include_totals") === "true" ? totals : clients };
}

function patch(
  tenant: TenantStore,
  application: Application | undefined,
  scopes: readonly string[],
  ask: Ask,
): Answer {
  const refused = lacks(scopes, ["update:clients"]);
  if (refused) return refused;
  if (ask.headers["content-type"]?.split(";")[0] !== "application/json") return badBody("expected JSON");
  const body = jsonObject(ask.body);
  if (!body) return badBody("expected an object");
  const unknown = unknownNames(Object.keys(body), ["client_secret"]);
  if (unknown.length > 0) return badBody(`Additional properties not allowed: ${unknown[0]}`);
  if (!scopes.includes("update:client_keys")) {
    const text = "The following fields cannot be updated with the given scopes: client_secret";
    return apiError(403, "Forbidden", text, "insufficient_scope");
  }
  const secret = body.client_secret;
  if (typeof secret !== "string" || !/^[A-Za-z0-9_\-+=.]{48,}$/.test(secret)) {
    return badBody("'String is too short or has other characters' on property client_secret");
  }
  if (!application) return inexistent();
  if (application.authMethod === "private_key_jwt") {
    return badBody("client_secret cannot be set on a client that uses Private Key JWT");
  }
  tenant.setSecret(application.clientId, secret);
  // The real one gives the secret back, too: whoever prints this answer leaks it.
  return { status: 200, body: { ...show(application, READABLE), client_secret: secret } };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
