import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import { bearer } from "./login.ts";
import type { Application, Tenant } from "./tenant.ts";

const PAGE_MOST = 999;

/** The part of Microsoft Graph v1.0 about applications. */
export function serveGraph(tenant: Tenant, ask: Ask): Answer {
  const caller = bearer(tenant, ask.headers.authorization);
  if (!caller) return failed(401, "InvalidAuthenticationToken");
  const path = /^\/v1\.0\/applications(?:\/(?<id>[^/]+)(?:\/(?<action>\w+))?)?$/.exec(
    ask.url.pathname,
  )?.groups;
  if (!path) return failed(400, "BadRequest");
  if (path.id === undefined)
    return ask.method === "GET" ? listApps(tenant, caller, ask) : failed(405, "Request_BadRequest");
  if (!mayRead(caller)) return failed(403, "Authorization_RequestDenied");
  const app = tenant.apps.get(path.id);
  if (!app) return failed(404, "Request_ResourceNotFound");
  if (path.action === undefined)
    return ask.method === "GET" ? showApp(tenant, app, ask) : failed(405, "Request_BadRequest");
  if (ask.method !== "POST" || ask.url.search !== "") return failed(400, "Request_BadRequest");
  if (!mayWrite(caller, app)) return failed(403, "Authorization_RequestDenied");
  if (ask.headers["content-type"] !== "application/json") return failed(415, "Request_BadRequest");
  if (path.action === "addPassword") return addPassword(tenant, app, jsonOf(ask.body));
  if (path.action === "removePassword") return removePassword(tenant, app, jsonOf(ask.body));
  return failed(400, "BadRequest");
}

const ALL = "Application.ReadWrite.All";
const OWNED = "Application.ReadWrite.OwnedBy";

const mayRead = ({ roles }: Application): boolean => roles.includes(ALL) || roles.includes(OWNED);
const mayWrite = ({ roles, oid }: Application, app: Application): boolean =>
  roles.includes(ALL) || (roles.includes(OWNED) && app.owners.has(oid));

function showApp(tenant: Tenant, app: Application, { url }: Ask): Answer {
  if (unknownNames(url.searchParams.keys(), ["$select", "$expand"]).length > 0)
    return failed(400, "BadRequest");
  const expand = url.searchParams.get("$expand");
  if (expand !== null && expand !== "owners($select=id)") return failed(400, "BadRequest");
  const fields: Record<string, unknown> = {
    appId: app.appId,
    passwordCredentials: tenant.listed(app).map((one) => ({
      keyId: one.keyId,
      displayName: one.displayName,
      startDateTime: new Date(one.startMs).toISOString(),
      endDateTime: new Date(one.endMs).toISOString(),
      hint: "abc",
      secretText: null,
      customKeyIdentifier: null,
    })),
  };
  const selected = (url.searchParams.get("$select") ?? "").split(",");
  if (unknownNames(selected, Object.keys(fields)).length > 0) return failed(400, "BadRequest");
  const body = Object.fromEntries(selected.map((name) => [name, fields[name]]));
  return { status: 200, body: { ...body, ...(expand && { owners: [...app.owners].map((id) => ({ id })) }) } };
}

function listApps(tenant: Tenant, caller: Application, { url }: Ask): Answer {
  if (!mayRead(caller)) return failed(403, "Authorization_RequestDenied");
  const { searchParams } = url;
  const known = ["$select", "$top", "$orderby", "$filter", "$skiptoken"];
  if (unknownNames(searchParams.keys(), known).length > 0) return failed(400, "BadRequest");
  const top = Number(searchParams.get("$top"));
  if (!(top >= 1 && top <= PAGE_MOST)) return failed(400, "Request_BadRequest");
  const filter = searchParams.get("$filter");
  const text =
    filter === null ? "" : /^startswith\(displayName,'(?<text>(?:[^']|'')*)'\)$/.exec(filter)?.groups?.text;
  if (text === undefined) return failed(400, "Request_UnsupportedQuery");
  const wanted = text.replaceAll("''", "'").toLowerCase();
  const all = [...tenant.apps.values()]
    .filter(({ displayName }) => displayName.toLowerCase().startsWith(wanted))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  const from = Number(searchParams.get("$skiptoken") ?? 0);
  const value = all
    .slice(from, from + top)
    .map(({ objectId: id, appId, displayName }) => ({ id, appId, displayName }));
  const next = new URL(url);
  next.searchParams.set("$skiptoken", String(from + top));
  const more = from + top < all.length ? { "@odata.nextLink": next.href } : {};
  return { status: 200, body: { value, ...more } };
}

function addPassword(tenant: Tenant, app: Application, body: Record<string, unknown>): Answer {
  const given = body.passwordCredential;
  if (
    unknownNames(Object.keys(body), ["passwordCredential"]).length > 0 ||
    typeof given !== "object" ||
    given === null
  ) {
    return failed(400, "Request_BadRequest");
  }
  const { displayName, endDateTime, ...more } = given as Record<string, unknown>; // looked at below
  const endMs = Date.parse(String(endDateTime));
  if (
    Object.keys(more).length > 0 ||
    typeof displayName !== "string" ||
    displayName.length > 90 ||
    Number.isNaN(endMs)
  ) {
    return failed(400, "Request_BadRequest");
  }
  const { password, secretText } = tenant.addPassword(app, displayName, endMs);
  if (endMs - password.startMs > tenant.longestMs) {
    app.passwords.delete(password.keyId);
    return failed(400, "CredentialLifetimeExceedsMaxValueAsPerAppPolicy");
  }
  return {
    status: 200,
    body: {
      keyId: password.keyId,
      displayName,
      secretText,
      startDateTime: new Date(password.startMs).toISOString(),
      endDateTime: new Date(endMs).toISOString(),
      hint: secretText.slice(0, 3),
    },
  };
}

function removePassword(tenant: Tenant, app: Application, body: Record<string, unknown>): Answer {
  if (Object.keys(body).join() !== "keyId" || typeof body.keyId !== "string")
    return failed(400, "Request_BadRequest");
  if (tenant.removePassword(app, body.keyId)) return { status: 204 };
  return failed(400, "Request_BadRequest", `No password credential found with keyId: ${body.keyId}.`);
}

const jsonOf = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

export const failed = (status: number, code: string, message = `the request: ${code}`): Answer => ({
  status,
  body: { error: { code, message, innerError: { "request-id": "0" } } },
});
