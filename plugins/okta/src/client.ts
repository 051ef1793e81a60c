import {
  type Held,
  type HostRequestInit,
  type OptionPage,
  RotationError,
  type Runtime,
} from "@turnbolt/core";
import * as z from "zod";
import { errorOf, type Org, read, send } from "./request.ts";

/** The org's apps and their secrets, as the connection's administrator. */
export interface OrgClient {
  readonly mayRead: boolean;
  /** Asks for something that cannot be there, so that only the right to ask decides. */
  mayManage(appId: string): Promise<boolean>;
  /** Throws `not-found` or `invalid` for an app whose client secret cannot be rotated. */
  assertRotatable(appId: string, clientId: string): Promise<void>;
  apps(search: string | undefined, cursor: string | undefined): Promise<OptionPage>;
  secrets(appId: string, draft: string | undefined): Promise<readonly Held[]>;
  /** Makes the app take this value; where it has it already, that one is adopted. */
  ensureSecret(appId: string, value: string): Promise<{ readonly handle: string }>;
  /** Ends one secret; gone is success. */
  endSecret(appId: string, secretId: string): Promise<void>;
}

/** Opens the org; one small request proves the token. */
export async function openOrg(org: Org, runtime: Runtime): Promise<OrgClient> {
  const ask = (path: string, init: HostRequestInit = {}): Promise<Response> => {
    const headers = { accept: "application/json", "content-type": "application/json" };
    const authorization = `SSWS ${org.apiToken}`;
    return send(org, runtime, `/api/v1/apps${path}`, { ...init, headers: { ...headers, authorization } });
  };
  const first = await ask("?limit=1");
  if (!first.ok && first.status !== 403) throw await errorOf(first);
  await first.body?.cancel();
  return {
    mayRead: first.ok,
    mayManage: (appId) => mayManage(ask, appId),
    assertRotatable: (appId, clientId) => assertRotatable(ask, appId, clientId),
    apps: (search, cursor) => findApps(ask, search, cursor),
    secrets: async (appId, draft) => heldOf(await secretsOf(ask, appId), draft),
    ensureSecret: (appId, value) => ensureSecret(ask, appId, value),
    endSecret: (appId, secretId) => endSecret(ask, appId, secretId),
  };
}

/**
 * How Okta shows a secret without showing it: the left half of its SHA-256, as in an ID token's `at_hash`. Not
 * described by Okta, but true for every pair of secret and hash in its documentation.
 */
export async function secretHash(value: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));
  const half = String.fromCharCode(...new Uint8Array(digest).subarray(0, 16));
  return btoa(half).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

type Ask = (path: string, init?: HostRequestInit) => Promise<Response>;

const clientSecret = z.object({
  id: z.string(),
  created: z.coerce.date().optional(),
  status: z.enum(["ACTIVE", "INACTIVE"]),
  client_secret: z.string().optional(),
  secret_hash: z.string().optional(),
});
type ClientSecret = z.output<typeof clientSecret>;

const oidcApp = z.object({
  id: z.string(),
  label: z.string(),
  status: z.string(),
  signOnMode: z.string().nullish(),
  credentials: z
    .object({
      oauthClient: z.object({ client_id: z.string(), token_endpoint_auth_method: z.string() }).optional(),
    })
    .optional(),
});
type OidcApp = z.output<typeof oidcApp>;

const CAPACITY = 2;
/** So many pages are read for one page of choices. */
const MOST_PAGES = 10;

const secretPath = (appId: string, rest = ""): string => `/${appId}/credentials/secrets${rest}`;
const sendsSecret = ({ credentials }: OidcApp): boolean =>
  /^client_secret_(basic|post)$/.test(credentials?.oauthClient?.token_endpoint_auth_method ?? "");

async function secretsOf(ask: Ask, appId: string): Promise<readonly ClientSecret[]> {
  const response = await ask(secretPath(appId));
  if (!response.ok) throw await errorOf(response);
  return read(response, z.array(clientSecret));
}

/** Whose value is this? The list shows it, or its hash, or both. */
const isValue = (value: string, hash: string) => (entry: ClientSecret) =>
  entry.client_secret === value || entry.secret_hash === hash;

async function heldOf(entries: readonly ClientSecret[], draft: string | undefined): Promise<readonly Held[]> {
  const isDraft = draft === undefined ? () => undefined : isValue(draft, await secretHash(draft));
  return entries.map((entry) => ({ handle: entry.id, issuedAt: entry.created, isDraft: isDraft(entry) }));
}

async function ensureSecret(ask: Ask, appId: string, value: string): Promise<{ handle: string }> {
  const held = await secretsOf(ask, appId);
  const ours = held.find(isValue(value, await secretHash(value)));
  if (ours) {
    const path = secretPath(appId, `/${encodeURIComponent(ours.id)}/lifecycle/activate`);
    if (ours.status === "INACTIVE") await expectDone(await ask(path, { method: "POST" }));
    return { handle: ours.id };
  }
  if (held.length >= CAPACITY) {
    const ids = held.map(({ id }) => id).join(" and ");
    throw new RotationError("full", `okta-client-secret: app ${appId} holds two secrets already: ${ids}.`);
  }
  const body = JSON.stringify({ client_secret: value, status: "ACTIVE" });
  const response = await ask(secretPath(appId), { method: "POST", body });
  if (response.ok) return { handle: (await read(response, clientSecret)).id };
  // The list showed room a moment ago: one of the two that fill the app may well be ours.
  if (response.status === 400 && /maximum number of client secrets/i.test(await response.clone().text())) {
    throw new RotationError("unavailable", `okta-client-secret: the list of app ${appId} lags behind.`);
  }
  throw await errorOf(response);
}

async function endSecret(ask: Ask, appId: string, secretId: string): Promise<void> {
  const path = secretPath(appId, `/${encodeURIComponent(secretId)}`);
  const found = await ask(path);
  if (found.status === 404) return found.body?.cancel();
  if (!found.ok) throw await errorOf(found);
  const { status } = await read(found, clientSecret);
  if (status === "ACTIVE") {
    const response = await ask(`${path}/lifecycle/deactivate`, { method: "POST" });
    if (response.status === 400) {
      const text = `okta-client-secret: Okta will not end ${secretId}, the last active secret of app ${appId}. Make another one first.`;
      throw new RotationError("refused", text);
    }
    await expectDone(response, 404);
  }
  await expectDone(await ask(path, { method: "DELETE" }), 404);
}

async function expectDone(response: Response, orElse?: number): Promise<void> {
  if (!response.ok && response.status !== orElse) throw await errorOf(response);
  await response.body?.cancel();
}

async function mayManage(ask: Ask, appId: string): Promise<boolean> {
  const listed = await ask(secretPath(appId));
  await listed.body?.cancel();
  if (listed.status === 403) return false;
  const probe = await ask(secretPath(appId, "/turnbolt-check/lifecycle/activate"), { method: "POST" });
  if (probe.status !== 403 && probe.status !== 404) throw await errorOf(probe);
  await probe.body?.cancel();
  return probe.status === 404;
}

async function assertRotatable(ask: Ask, appId: string, clientId: string): Promise<void> {
  const response = await ask(`/${appId}`);
  if (!response.ok) throw await errorOf(response);
  const app = await read(response, oidcApp);
  const own = app.credentials?.oauthClient?.client_id;
  const fault =
    (app.signOnMode !== "OPENID_CONNECT" && "is not an OpenID Connect app") ||
    (app.status !== "ACTIVE" && "is not active, so no login could be proven") ||
    (!sendsSecret(app) && "does not send a client secret; set client_secret_basic or client_secret_post") ||
    (own !== clientId && `has the client ID ${own}; enter it as Client ID beside the app`);
  if (fault) throw new RotationError("invalid", `okta-client-secret: app ${appId} ${fault}.`);
}

/** Okta searches by the beginning of a name and lists every kind of app: pages are read until one has a match. */
async function findApps(
  ask: Ask,
  search: string | undefined,
  cursor: string | undefined,
  pages = MOST_PAGES,
): Promise<OptionPage> {
  const query = new URLSearchParams({ limit: "200" });
  if (search) query.set("q", search);
  if (cursor) query.set("after", cursor);
  const response = await ask(`?${query}`);
  if (!response.ok) throw await errorOf(response);
  const link = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  const next = link ? (new URL(link).searchParams.get("after") ?? undefined) : undefined;
  const page = await read(response, z.array(z.looseObject({ signOnMode: z.string().nullish() })));
  const options = page
    .filter(({ signOnMode }) => signOnMode === "OPENID_CONNECT")
    .flatMap((app) => oidcApp.safeParse(app).data ?? [])
    .filter(sendsSecret)
    .map(({ id, label }) => ({ value: id, label }));
  if (!next) return { options };
  return options.length > 0 || pages === 1 ? { options, next } : findApps(ask, search, next, pages - 1);
}
