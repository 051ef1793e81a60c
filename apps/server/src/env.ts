import { readFileSync } from "node:fs";
import * as z from "zod";
import { secretVariables, type TrustedProxies, variables } from "./env-variables.ts";
import type { MailServer } from "./notify/mail.ts";
import { mailServerOf } from "./notify/mail-server.ts";
import type { OidcSettings } from "./people/oidc.ts";

export { secretVariables, type TrustedProxies, variables } from "./env-variables.ts";

/** Everything that can be set from outside. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly dataDirectory: string;
  /** Absent: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** 32 bytes in base64; absent: `<data>/key`. */
  readonly key: string | undefined;
  /** A second one, on its way in or out. */
  readonly newKey: string | undefined;
  readonly role: "all" | "api" | "worker";
  /** Packages to load beside the official plugins. */
  readonly plugins: readonly string[];
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent" | undefined;
  readonly httpWaitSeconds: number;
  readonly blockPrivate: boolean;
  /** Absent: `<data>/root-token`. */
  readonly rootToken: string | undefined;
  readonly trustProxy: TrustedProxies;
  /** Requests a minute; 0: no limit. */
  readonly rateLimits: { readonly token: number; readonly address: number };
  /** Where people may sign in beside their password here. */
  readonly oidc: OidcSettings | null;
  /** For channels that have no mail server of their own. */
  readonly mailServer: MailServer | null;
}

/** The environment does not make sense; the message names each variable and never what it holds. */
export class EnvironmentError extends Error {}

/** Reads the settings; the only place that does. What looks like ours and is not known is warned about. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): {
  readonly settings: Settings;
  readonly warnings: readonly string[];
} {
  const given = Object.entries(environment).filter(
    ([name, value]) => name.startsWith("TURNBOLT_") && value !== "",
  );
  const known = new Set([...Object.keys(variables), ...secretVariables.map((name) => `${name}_FILE`)]);
  const warnings = given
    .filter(([name]) => !known.has(name))
    .map(([name]) => `${name} is not a setting of Turnbolt and does nothing.`);
  const values = { ...Object.fromEntries(given), ...fromFiles(environment) };
  const parsed = z.object(variables).safeParse(values);
  if (!parsed.success) throw new EnvironmentError(parsed.error.issues.map(told).join("\n"));
  assertWholeOidc(parsed.data);
  assertWholeMail(parsed.data);
  return { settings: settingsOf(parsed.data), warnings };
}

type Read = z.output<z.ZodObject<typeof variables>>;

function settingsOf(read: Read): Settings {
  return {
    host: read.TURNBOLT_HOST,
    port: read.TURNBOLT_PORT,
    publicUrl: read.TURNBOLT_PUBLIC_URL,
    dataDirectory: read.TURNBOLT_DATA_DIR,
    databaseUrl: read.TURNBOLT_DATABASE_URL,
    key: read.TURNBOLT_KEY,
    newKey: read.TURNBOLT_NEW_KEY,
    role: read.TURNBOLT_ROLE,
    plugins: read.TURNBOLT_PLUGINS,
    logLevel: read.TURNBOLT_LOG_LEVEL,
    httpWaitSeconds: read.TURNBOLT_HTTP_WAIT_SECONDS,
    blockPrivate: read.TURNBOLT_BLOCK_PRIVATE,
    rootToken: read.TURNBOLT_ROOT_TOKEN,
    trustProxy: read.TURNBOLT_TRUST_PROXY,
    rateLimits: { token: read.TURNBOLT_RATE_LIMIT_TOKEN, address: read.TURNBOLT_RATE_LIMIT_ADDRESS },
    oidc: oidcOf(read),
    mailServer: mailServerOf(read.TURNBOLT_SMTP_URL, read.TURNBOLT_MAIL_FROM),
  };
}

function assertWholeMail({ TURNBOLT_SMTP_URL: url, TURNBOLT_MAIL_FROM: from }: Read): void {
  if (url !== undefined && from === undefined)
    throw new EnvironmentError("TURNBOLT_SMTP_URL is set, and TURNBOLT_MAIL_FROM must be too.");
}

const OIDC_NAMES = ["TURNBOLT_OIDC_CLIENT_ID", "TURNBOLT_OIDC_CLIENT_SECRET", "TURNBOLT_PUBLIC_URL"] as const;

/** Half an identity provider is none: what is missing is said at the start, not to the first who wants to sign in. */
function assertWholeOidc(read: Read): void {
  if (read.TURNBOLT_OIDC_ISSUER === undefined) return;
  const missing = OIDC_NAMES.filter((name) => read[name] === undefined);
  if (missing.length === 0) return;
  throw new EnvironmentError(`TURNBOLT_OIDC_ISSUER is set, and ${missing.join(", ")} must be too.`);
}

function oidcOf(read: Read): OidcSettings | null {
  const { TURNBOLT_OIDC_ISSUER: issuer, TURNBOLT_OIDC_CLIENT_ID: clientId } = read;
  const { TURNBOLT_OIDC_CLIENT_SECRET: clientSecret } = read;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const { TURNBOLT_OIDC_TITLE: title, TURNBOLT_OIDC_ALLOWED_DOMAINS: domains } = read;
  return { issuer, clientId, clientSecret, title, domains };
}

function fromFiles(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name of secretVariables) {
    const file = environment[`${name}_FILE`];
    if (!file) continue;
    if (environment[name])
      throw new EnvironmentError(`${name} and ${name}_FILE are both set: keep one of them.`);
    try {
      read[name] = readFileSync(file, "utf8").trim();
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unreadable";
      throw new EnvironmentError(`${name}_FILE: ${file} cannot be read (${code}).`, { cause });
    }
  }
  return read;
}

/** Only the name and the rule: the value may be a secret. */
const told = (issue: z.core.$ZodIssue): string => `${issue.path.join(".")}: ${issue.message}`;
