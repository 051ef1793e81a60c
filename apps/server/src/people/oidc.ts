import { ApiError } from "@turnbolt/api";
import type { BetterAuthPlugin } from "better-auth";
import type { Logger } from "pino";
import * as z from "zod";
import { briefly } from "../briefly.ts";

/** An identity provider where people may sign in. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says. */
  readonly title: string;
  /** Whoever has an address there may come in without an invitation. */
  readonly domains: readonly string[];
}

/** What better-auth calls our provider; part of the URL that it sends people back to. */
export const OIDC = "oidc";

const WAIT_MS = 10_000;

/** The provider as better-auth knows it. Asks it for its endpoints first: one that does not answer is tried again later. */
export async function openOidc(settings: OidcSettings | null, log: Logger): Promise<BetterAuthPlugin> {
  if (!settings) throw new ApiError("not-found", "No identity provider is configured here.");
  const { genericOAuth } = await import("better-auth/plugins/generic-oauth");
  const { issuer, clientId, clientSecret } = settings;
  const discoveryUrl = discoveryOf(issuer);
  const methods = await methodsOf(discoveryUrl, issuer).catch((error: unknown) => {
    log.warn({ issuer, ...briefly(error) }, "the identity provider cannot be used");
    throw new ApiError("timeout", "The identity provider does not answer as it should: try again later.");
  });
  return genericOAuth({
    config: [
      {
        providerId: OIDC,
        discoveryUrl,
        clientId,
        clientSecret,
        scopes: ["openid", "email", "profile"],
        pkce: true,
        // Without a word about it, the standard has a client send its secret in a header.
        tokenEndpointAuth: {
          method: methods.includes("client_secret_basic") ? "client_secret_basic" : "client_secret_post",
        },
        requireIdTokenVerification: true,
        disableProviderLogout: true,
        accountSubject: ({ tokens, profile }) => subjectOf(tokens.idToken, profile.sub),
      },
    ],
  });
}

const discovery = z.object({
  issuer: z.string(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(["client_secret_basic"]),
});

const discoveryOf = (issuer: string): string =>
  `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;

async function methodsOf(url: string, issuer: string): Promise<readonly string[]> {
  const response = await fetch(url, { signal: AbortSignal.timeout(WAIT_MS), redirect: "error" });
  if (!response.ok) throw new ApiError("timeout", `The identity provider answers ${response.status}.`);
  const told = discovery.parse(await response.json());
  if (told.issuer !== issuer) {
    throw new ApiError("timeout", `The identity provider calls itself ${told.issuer}, not ${issuer}.`);
  }
  return told.token_endpoint_auth_methods_supported;
}

/** What the signed token says; what is read elsewhere must be about the same person. */
function subjectOf(idToken: string | undefined, read: unknown): string {
  const [, payload = ""] = (idToken ?? "").split(".");
  const { sub } = z
    .object({ sub: z.string().min(1).max(255) })
    .parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8") || "{}"));
  if (sub !== read) throw new Error("the identity provider tells of two people at once");
  return sub;
}
