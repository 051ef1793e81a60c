import type { From } from "@turnbolt/api";
import type { FoundSession } from "@turnbolt/store";
import type { BetterAuthOptions } from "better-auth";
import type { Logger } from "pino";
import type { AdapterParts } from "./adapter.ts";
import { asking } from "./asking.ts";
import { type OidcSettings, openOidc } from "./oidc.ts";

/** Where better-auth's own routes would be; only some of them can be reached, and only through ours. */
export const AUTH_PATH = "/api/v1/auth";

const DAY_SECONDS = 24 * 3600;
/** A session ends so long after signing in, used or not. */
const SESSION_SECONDS = 7 * DAY_SECONDS;

export interface AuthParts extends Omit<AdapterParts, "issuer" | "domains"> {
  /** What signs the cookies. */
  readonly secret: () => Promise<Uint8Array>;
  /** Where people reach us; absent: where they ask. */
  readonly publicUrl: string | undefined;
  readonly oidc: OidcSettings | null;
  readonly log: Logger;
}

/** Signing in and out, as better-auth does it. */
export interface Auth {
  /** The name of the cookie that carries a session's token. */
  readonly cookie: string;
  /** Asks one of better-auth's routes. */
  ask(route: Route, request: Question, from: From): Promise<Response>;
  /** Whose session the cookies of a request are; one question to the database. */
  sessionOf(cookies: string, from: From): Promise<FoundSession | null>;
}

/** Those of its routes that we use. */
export type Route = "/sign-in/email" | "/sign-out" | "/sign-in/social" | "/callback/oidc";

const OUTSIDE: ReadonlySet<Route> = new Set(["/sign-in/social", "/callback/oidc"]);

interface Question {
  readonly method: "GET" | "POST";
  readonly cookies: string;
  readonly userAgent?: string | undefined;
  readonly body?: unknown;
  readonly query?: string;
}

/** Loaded by the first who signs in or is signed in: a process that only serves machines never needs it. */
export function createAuth(parts: AuthParts): Auth {
  const origin = new URL(parts.publicUrl ?? "http://localhost").origin;
  const cookie = cookieOf(origin);
  const local = again(() => open(parts, origin, null));
  const outside = again(async () => open(parts, origin, await openOidc(parts.oidc, parts.log)));
  return {
    cookie,
    ask: async (route, { method, cookies, userAgent = "", body, query = "" }, from) => {
      const auth = await (OUTSIDE.has(route) ? outside() : local());
      // Whether it comes from a page of ours was looked at before; better-auth sees it as one.
      const headers = {
        cookie: cookies,
        "user-agent": userAgent,
        origin,
        "content-type": "application/json",
      };
      const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const request = new Request(`${origin}${AUTH_PATH}${route}${query}`, init);
      return await asking.run({ from }, () => auth.handler(request));
    },
    sessionOf: async (cookies, from) => {
      const { api } = await local();
      return await asking.run({ from }, async () => {
        const request = { headers: new Headers({ cookie: cookies }), query: { disableRefresh: true } };
        const session = await api.getSession(request);
        return session ? (asking.getStore()?.found ?? null) : null;
      });
    },
  };
}

interface Instance {
  handler(request: Request): Promise<Response>;
  readonly api: {
    getSession(request: { readonly headers: Headers; readonly query: object }): Promise<unknown>;
  };
}

type Plugins = NonNullable<BetterAuthOptions["plugins"]>;

async function open(parts: AuthParts, origin: string, plugin: Plugins[number] | null): Promise<Instance> {
  const [{ betterAuth }, { peopleAdapter }, secret] = await Promise.all([
    import("better-auth/minimal"),
    import("./adapter.ts"),
    parts.secret(),
  ]);
  const { people, cipher, oidc } = parts;
  const { issuer = null, domains = [] } = oidc ?? {};
  return betterAuth({
    ...options(origin, secret, parts.log),
    database: peopleAdapter({ people, cipher, issuer, domains }),
    plugins: plugin ? [plugin] : [],
  });
}

const options = (origin: string, secret: Uint8Array, log: Logger) =>
  ({
    appName: "Turnbolt",
    baseURL: origin,
    basePath: AUTH_PATH,
    secret: Buffer.from(secret).toString("base64url"),
    trustedOrigins: [origin],
    emailAndPassword: { enabled: true, disableSignUp: true, maxPasswordLength: 256 },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    account: {
      // An encrypted cookie: the database never hears of a state or of a code's verifier.
      storeStateStrategy: "cookie",
      updateAccountOnSignIn: false,
      accountLinking: { enabled: true, trustedProviders: [] },
    },
    // Ours stand before it, and count in the database.
    rateLimit: { enabled: false },
    // What is no refusal of its own is thrown to us, and logged as every fault of ours is.
    onAPIError: { errorURL: `${origin}/sign-in`, throw: true },
    telemetry: { enabled: false },
    logger: {
      log: (level, message) => log[level === "error" ? "warn" : "debug"]({ auth: message }, "signing in"),
    },
    advanced: {
      database: { generateId: "uuid", joins: true },
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: false,
      ipAddress: { disableIpTracking: true },
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps(origin) },
      cookies: {
        session_token: { name: cookieOf(origin) },
        dont_remember: { name: `${cookieOf(origin)}-once` },
        oauth_state: { name: `${cookieOf(origin)}-way` },
      },
    },
  }) satisfies BetterAuthOptions;

const isHttps = (origin: string): boolean => origin.startsWith("https:");

/** With its prefix a browser takes it over https alone, and from this very host. */
const cookieOf = (origin: string): string => (isHttps(origin) ? "__Host-turnbolt" : "turnbolt");

/** Keeps what came of it; a failure is tried again by the next who asks. */
function again<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
