import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { KitClock } from "@turnbolt/testkit";
import {
  type Answer,
  type Ask,
  COMMON_HEADERS,
  type Door,
  openDoor,
  unknownNames,
} from "@turnbolt/testkit/emulator";

/** An app as the server keeps it: of its secret only the hash. */
export interface App {
  readonly id: string;
  readonly clientId: string;
  hash: Buffer;
  /** By the kit's clock: until then the old secret still works. */
  fromMs: number;
  before: Buffer;
  /** What its secret may be used for; none: the token endpoint refuses the grant, after it has looked at the secret. */
  grants: boolean;
}

export interface MeteroidEmulator extends Door {
  addApp(): { readonly app: App; readonly clientSecret: string };
  /** A token of the account; without `manage` it may look at nothing. */
  addToken(manage?: boolean): string;
  /** Requests that are allowed from now on; then 429. */
  readonly settings: { left: number; lagMs: number };
}

/** One account: its OAuth apps, and the token endpoint. Written from the public OpenAPI document and RFC 6749. */
export async function startMeteroid(clock: KitClock): Promise<MeteroidEmulator> {
  const apps = new Map<string, App>();
  const tokens = new Map<string, { readonly manage: boolean }>();
  const settings = { left: Number.POSITIVE_INFINITY, lagMs: 0 };
  const door = await openDoor(clock, (ask) => {
    if (settings.left-- <= 0) return { ...failed(429, "TOO_MANY_REQUESTS"), headers: { "retry-after": "7" } };
    const [unknown] = unknownNames(Object.keys(ask.headers), COMMON_HEADERS);
    if (unknown) return failed(400, "BAD_REQUEST");
    if (ask.url.search !== "") return failed(400, "BAD_REQUEST");
    if (ask.url.pathname === "/api/v1/oauth/token") return tokenFor(apps, clock, ask);
    return ofAccount(ask);
  });
  function ofAccount(ask: Ask): Answer {
    const path = /^\/api\/v1\/oauth-apps\/(?<id>[^/]+)(?<rotate>\/rotate)?$/.exec(ask.url.pathname)?.groups;
    if (!path) return failed(404, "NOT_FOUND");
    const token = tokens.get(/^Bearer (.+)$/.exec(ask.headers.authorization ?? "")?.[1] ?? "");
    if (!token) return failed(401, "UNAUTHORIZED");
    if (!token.manage) return failed(403, "FORBIDDEN");
    if (ask.body !== "" || ask.method !== (path.rotate ? "POST" : "GET")) return failed(400, "BAD_REQUEST");
    const app = apps.get(path.id ?? "");
    if (!app) return failed(404, "NOT_FOUND");
    if (!path.rotate) return { status: 200, body: { id: app.id, client_id: app.clientId } };
    const secret = newSecret();
    app.before = settings.lagMs > 0 ? app.hash : Buffer.alloc(32);
    app.hash = hashOf(secret);
    app.fromMs = clock.now() + settings.lagMs;
    return { status: 200, body: { client_secret: secret, client_secret_hint: `…${secret.slice(-4)}` } };
  }
  return {
    ...door,
    settings,
    addApp: () => {
      const clientSecret = newSecret();
      const id = `app_${randomBytes(8).toString("hex")}`;
      const clientId = `oauth_${randomBytes(6).toString("hex")}`;
      const app: App = {
        id,
        clientId,
        hash: hashOf(clientSecret),
        fromMs: 0,
        before: Buffer.alloc(32),
        grants: true,
      };
      apps.set(id, app);
      return { app, clientSecret };
    },
    addToken: (manage = true) => {
      const token = `pv_sand_${randomBytes(12).toString("hex")}`;
      tokens.set(token, { manage });
      return token;
    },
  };
}

/** RFC 6749, 4.4 and 5.2. */
function tokenFor(apps: ReadonlyMap<string, App>, clock: KitClock, ask: Ask): Answer {
  if (ask.method !== "POST") return failed(404, "NOT_FOUND");
  if (ask.headers["content-type"] !== "application/x-www-form-urlencoded")
    return oauth(400, "invalid_request");
  const form = new URLSearchParams(ask.body);
  if (unknownNames(form.keys(), ["grant_type"]).length > 0) return oauth(400, "invalid_request");
  const [id = "", secret = ""] = Buffer.from(
    (ask.headers.authorization ?? "").replace(/^Basic /, ""),
    "base64",
  )
    .toString()
    .split(":")
    .map(decodeURIComponent);
  const app = [...apps.values()].find(({ clientId }) => clientId === id);
  const known = app && (clock.now() >= app.fromMs ? app.hash : app.before);
  if (!known || !timingSafeEqual(known, hashOf(secret))) return oauth(401, "invalid_client");
  if (form.get("grant_type") !== "client_credentials") return oauth(400, "unsupported_grant_type");
  if (!app.grants) return oauth(400, "unauthorized_client");
  return {
    status: 200,
    body: { access_token: randomBytes(8).toString("hex"), token_type: "Bearer", expires_in: 3600 },
  };
}

const newSecret = () => `mts_${randomBytes(18).toString("base64url")}`;
const hashOf = (text: string) => createHash("sha256").update(text).digest();
const failed = (status: number, code: string): Answer => ({
  status,
  body: { code, message: `the request: ${code}` },
});
const oauth = (status: number, error: string): Answer => ({ status, body: { error } });
