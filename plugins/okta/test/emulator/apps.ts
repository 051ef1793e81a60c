import { type Answer, type Ask, unknownNames } from "@turnbolt/testkit/emulator";
import { badRequest, invalidToken, noPermission, notAllowed, notFound } from "./errors.ts";
import type { App, OrgStore } from "./org.ts";
import { serveSecrets } from "./secrets.ts";

/** `/api/v1/apps…`: first who asks, then whether they may, then whether it is there. */
export function serveApps(org: OrgStore, ask: Ask, showsValues: boolean): Answer {
  const [scheme, token] = ask.headers.authorization?.split(" ") ?? [];
  const permissions = scheme === "SSWS" && token ? org.permissionsOf(token) : undefined;
  if (!permissions) return invalidToken();
  const wanted = ask.method === "GET" ? ["okta.apps.read", "okta.apps.manage"] : ["okta.apps.manage"];
  if (!wanted.some((permission) => permissions.includes(permission))) return noPermission();
  const [appId, credentials, secrets, ...rest] = ask.url.pathname.split("/").slice(4).map(decodeURIComponent);
  if (appId === undefined) return ask.method === "GET" ? list(org, ask.url) : notAllowed();
  if (ask.url.search !== "") return badRequest(`unknown parameter ${ask.url.search}`);
  const app = org.apps.get(appId);
  if (!app) return notFound(appId, "AppInstance");
  if (credentials === undefined) {
    return ask.method === "GET" ? { status: 200, body: shown(app) } : notAllowed();
  }
  if (credentials !== "credentials" || secrets !== "secrets" || rest.length > 3) {
    return notFound(ask.url.pathname, "Resource");
  }
  return serveSecrets(org, app, rest, ask, showsValues);
}

function list(org: OrgStore, url: URL): Answer {
  const query = url.searchParams;
  const unknown = unknownNames(query.keys(), ["limit", "after", "q"]);
  if (unknown.length > 0) return badRequest(`unknown parameter ${unknown[0]}`);
  const limit = Number(query.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) return badRequest("limit must be 1 to 200");
  const wanted = query.get("q")?.toLowerCase() ?? "";
  const all = [...org.apps.values()].filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const after = query.get("after");
  const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const page = all.slice(start, start + limit);
  const last = page.at(-1);
  const next = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  if (last) next.set("after", last.id);
  const hasMore = start + limit < all.length;
  return {
    status: 200,
    ...(hasMore ? { headers: { link: `<https://example.okta.com/api/v1/apps?${next}>; rel="next"` } } : {}),
    body: page.map(shown),
  };
}

const shown = (app: App): Record<string, unknown> => ({
  id: app.id,
  name: app.signOnMode === "OPENID_CONNECT" ? "oidc_client" : "template_saml_2_0",
  label: app.label,
  status: app.status,
  signOnMode: app.signOnMode,
  credentials:
    app.signOnMode === "OPENID_CONNECT"
      ? { oauthClient: { client_id: app.clientId, token_endpoint_auth_method: app.authMethod } }
      : {},
});
