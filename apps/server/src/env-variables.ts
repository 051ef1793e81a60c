import { networkOf } from "@turnbolt/api";
import * as z from "zod";

const truth = z.enum(["true", "false", "1", "0", ""]).transform((text) => text === "true" || text === "1");

const words = z
  .string()
  .default("")
  .transform((list) => list.split(/[\s,]+/).filter((word) => word !== ""));

const limit = (aMinute: number) => z.coerce.number().int().min(0).max(10_000_000).default(aMinute);

/** Every variable with its rule and what it is for; the table in docs/operate.md is made of this. */
export const variables = {
  TURNBOLT_HOST: z.string().min(1).default("127.0.0.1").describe("The address that the API listens on."),
  TURNBOLT_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4400)
    .describe("Its port; 0 takes a free one."),
  TURNBOLT_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .refine((url) => new URL(url).pathname === "/", "must have no path")
    .optional()
    .describe(
      "Where people reach it: for links, and for what a browser may be told. With https, cookies go over https alone.",
    ),
  TURNBOLT_DATA_DIR: z
    .string()
    .min(1)
    .default(".turnbolt")
    .describe("The data folder of this process. Locked: one process each."),
  TURNBOLT_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional()
    .describe("A PostgreSQL of your own; unset, the embedded one in the data folder."),
  TURNBOLT_KEY: z
    .string()
    .min(1)
    .optional()
    .describe("The key: 32 bytes in base64; unset, `<data>/key`, which the first start makes."),
  TURNBOLT_NEW_KEY: z
    .string()
    .min(1)
    .optional()
    .describe("A second key, on its way in or out (*The key*): 32 bytes in base64."),
  TURNBOLT_ROLE: z
    .enum(["all", "api", "worker"])
    .default("all")
    .describe("`api` answers requests, `worker` rotates, `all` does both."),
  TURNBOLT_PLUGINS: words.describe("Plugins to load beside the official ones: package names or paths."),
  TURNBOLT_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .optional()
    .describe("Unset, `info`, and `warn` at a terminal."),
  TURNBOLT_HTTP_WAIT_SECONDS: z.coerce
    .number()
    .min(1)
    .max(3600)
    .default(150)
    .describe("How long a request waits for the end of its run; then it answers with the run as it is."),
  TURNBOLT_BLOCK_PRIVATE: truth
    .default(false)
    .describe("Refuse targets at private and loopback addresses (`true` or `1`)."),
  TURNBOLT_ROOT_TOKEN: z
    .string()
    .min(32, "must have at least 32 characters")
    .optional()
    .describe("A bearer token that may do everything; unset, `<data>/root-token`, made by the first start."),
  TURNBOLT_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must begin with smtp:// or smtps://" })
    .optional()
    .describe(
      "The mail server for notifications and links, `smtp://user:password@host:587`: with STARTTLS, and not without; `smtps://` for TLS from the start, `?security=none` for a server that has none.",
    ),
  TURNBOLT_MAIL_FROM: z.email().optional().describe("The sender of mail that goes out there."),
  TURNBOLT_TRUST_PROXY: z
    .string()
    .default("0")
    .transform(trustOf)
    .describe(
      "Proxies before this server: how many, or the networks they are in. Only then `X-Forwarded-For` and `X-Request-Id` are believed.",
    ),
  TURNBOLT_RATE_LIMIT_TOKEN: limit(12_000).describe(
    "Requests a minute for each token and each session, over all processes; 0: no limit.",
  ),
  TURNBOLT_RATE_LIMIT_ADDRESS: limit(600).describe(
    "Requests a minute from each address without a token or session that lets in; 0: no limit.",
  ),
  TURNBOLT_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "An identity provider where people may sign in: its issuer, exactly as it says itself. Its redirect URI is `<public URL>/api/v1/auth/callback/oidc`.",
    ),
  TURNBOLT_OIDC_CLIENT_ID: z.string().min(1).optional().describe("What this server is called there."),
  TURNBOLT_OIDC_CLIENT_SECRET: z.string().min(1).optional().describe("And what it proves that with."),
  TURNBOLT_OIDC_TITLE: z.string().min(1).default("Single sign-on").describe("What its button says."),
  TURNBOLT_OIDC_ALLOWED_DOMAINS: words
    .transform((domains) => domains.map((domain) => domain.toLowerCase()))
    .describe("Who has a verified address in one of these comes in from there without an invitation."),
};

/** Those that may also come from a file, under their name with `_FILE` behind it. */
export const secretVariables = [
  "TURNBOLT_DATABASE_URL",
  "TURNBOLT_KEY",
  "TURNBOLT_NEW_KEY",
  "TURNBOLT_ROOT_TOKEN",
  "TURNBOLT_OIDC_CLIENT_SECRET",
  "TURNBOLT_SMTP_URL",
] as const;

/** The proxies that are believed: so many before us, or those in these networks. */
export type TrustedProxies = { readonly hops: number } | { readonly networks: readonly string[] };

function trustOf(text: string, context: z.RefinementCtx): TrustedProxies {
  if (/^\d{1,2}$/.test(text)) return { hops: Number(text) };
  const networks = text.split(/[\s,]+/).filter((word) => word !== "");
  const known = networks.flatMap((network) => networkOf(network) ?? []);
  if (networks.length > 0 && known.length === networks.length) return { networks: known };
  context.addIssue({ code: "custom", message: "must be a number of proxies, or networks as 10.0.0.0/8" });
  return z.NEVER;
}
