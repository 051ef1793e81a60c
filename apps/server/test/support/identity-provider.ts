import {
  createHash,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Who signs in at the emulator next, and what of its answers is wrong. */
export interface Persona {
  readonly sub: string;
  readonly email: string;
  readonly emailVerified?: unknown;
  readonly name?: string;
  /** Over the claims of the ID token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that nobody published. */
  readonly foreignKey?: boolean;
  readonly alg?: string;
  readonly withoutIdToken?: boolean;
  /** The ID token has no address; the user info has, and of this subject. */
  readonly infoOf?: string;
  /** Over the parameters of the way back. */
  readonly back?: Readonly<Record<string, string>>;
}

const CLIENT = { id: "turnbolt-client", secret: "client secret / with + signs" };

/**
 * An identity provider that knows one client and holds every request against the standard: what is missing, twice or
 * too much is an error, and told.
 */
export async function identityProvider(redirectUri: string, methods = ["client_secret_basic"]) {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const codes = new Map<string, { persona: Persona; nonce: string; challenge: string }>();
  const tokens = new Map<string, Persona>();
  const complaints: string[] = [];
  let persona: Persona | null = null;
  let down = false;
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status = 200, body, location }) => {
        response.writeHead(status, { "content-type": "application/json", ...(location && { location }) });
        response.end(JSON.stringify(body ?? {}));
      },
      (error: Error) => {
        complaints.push(error.message);
        refuse(response);
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port

  interface Answer {
    readonly status?: number;
    readonly body?: unknown;
    readonly location?: string;
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer);
    if (down) return { status: 503 };
    if (pathname === "/.well-known/openid-configuration") return { body: discovery() };
    if (pathname === "/jwks")
      return { body: { keys: [{ ...publicOf(key), kid: "one", use: "sig", alg: "RS256" }] } };
    if (pathname === "/authorize") return authorize(searchParams);
    if (pathname === "/token") return { body: exchange(request, new URLSearchParams(await textOf(request))) };
    if (pathname === "/userinfo") return { body: userInfo(request) };
    throw new Error(`asked for ${pathname}`);
  }

  const discovery = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: methods,
    authorization_response_iss_parameter_supported: true,
  });

  function authorize(given: URLSearchParams): Answer {
    const one = (name: string, wanted: RegExp | string): string => {
      const [value = "", ...more] = given.getAll(name);
      const fits = typeof wanted === "string" ? value === wanted : wanted.test(value);
      if (!fits || more.length > 0)
        throw new Error(`${name} is ${given.getAll(name).join(" and ") || "missing"}`);
      return value;
    };
    one("response_type", "code");
    one("client_id", CLIENT.id);
    one("redirect_uri", redirectUri);
    one("scope", /^openid( (email|profile)){2}$/);
    one("code_challenge_method", "S256");
    const challenge = one("code_challenge", /^[\w-]{43}$/);
    const state = one("state", /^.{16,}$/);
    const nonce = one("nonce", /^.{16,}$/);
    if (!persona) throw new Error("nobody is there to sign in");
    const code = randomUUID();
    codes.set(code, { persona, nonce, challenge });
    const back = new URL(redirectUri);
    back.search = new URLSearchParams({ code, state, iss: issuer, ...persona.back }).toString();
    return { status: 302, location: back.href };
  }

  function exchange(request: IncomingMessage, given: URLSearchParams): object {
    assertClient(request, given, methods);
    if (given.get("grant_type") !== "authorization_code") throw new Error("another grant");
    if (given.get("redirect_uri") !== redirectUri) throw new Error("another redirect_uri");
    const code = codes.get(given.get("code") ?? "");
    codes.delete(given.get("code") ?? "");
    if (!code) throw new Error("a code that is not known, or was used");
    const digest = createHash("sha256")
      .update(given.get("code_verifier") ?? "")
      .digest("base64url");
    if (digest !== code.challenge) throw new Error("another code_verifier");
    const access = randomUUID();
    tokens.set(access, code.persona);
    const idToken = code.persona.withoutIdToken ? {} : { id_token: signed(code.persona, code.nonce) };
    return { access_token: access, token_type: "Bearer", expires_in: 300, ...idToken };
  }

  function signed(who: Persona, nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const about =
      who.infoOf === undefined ? { email: who.email, email_verified: who.emailVerified ?? true } : {};
    const claims = {
      iss: issuer,
      aud: CLIENT.id,
      sub: who.sub,
      iat: now,
      exp: now + 300,
      nonce,
      name: who.name,
    };
    return jwt({ ...claims, ...about, ...who.claims }, who.foreignKey ? foreign : key, who.alg);
  }

  function userInfo(request: IncomingMessage): object {
    const who = tokens.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
    if (!who) throw new Error("user info without its access token");
    return {
      sub: who.infoOf ?? who.sub,
      email: who.email,
      email_verified: who.emailVerified ?? true,
      name: who.name,
    };
  }

  return {
    issuer,
    settings: {
      issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      title: "Example ID",
      domains: ["example.org"],
    },
    /** What was wrong with what it was asked. */
    complaints,
    setDown: (now: boolean) => {
      down = now;
    },
    /** Somebody signs in there, in the browser's window: gives where they are sent back to. */
    signIn: async (url: string, who: Persona): Promise<string> => {
      persona = who;
      const response = await fetch(url, { redirect: "manual" });
      const location = response.headers.get("location");
      if (!location) throw new Error(`the provider answers ${response.status}: ${complaints.join(", ")}`);
      return location;
    },
    stop: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

function assertClient(request: IncomingMessage, given: URLSearchParams, methods: readonly string[]): void {
  const { authorization } = request.headers;
  const posted = given.get("client_secret");
  if (methods.includes("client_secret_basic")) {
    const pair = [CLIENT.id, CLIENT.secret]
      .map((part) => encodeURIComponent(part).replace(/%20/g, "+"))
      .join(":");
    const expected = `Basic ${Buffer.from(pair).toString("base64")}`;
    if (authorization !== expected || posted !== null) throw new Error("the client does not prove itself");
  } else if (
    authorization !== undefined ||
    posted !== CLIENT.secret ||
    given.get("client_id") !== CLIENT.id
  ) {
    throw new Error("the client does not prove itself");
  }
}

function jwt(claims: object, key: KeyObject, alg = "RS256"): string {
  const [head, body] = [{ alg, kid: "one", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const text = `${head}.${body}`;
  return `${text}.${alg === "none" ? "" : createSign("sha256").update(text).sign(key, "base64url")}`;
}

const publicOf = (key: KeyObject) => createPublicKey(key).export({ format: "jwk" });

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

const refuse = (response: ServerResponse) => {
  response.writeHead(400, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: "invalid_request" }));
};
