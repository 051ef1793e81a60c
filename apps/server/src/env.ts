import { readFileSync } from "node:fs";
import * as z from "zod";

const truth = z.enum(["true", "false", "1", "0", ""]).transform((text) => text === "true" || text === "1");

const names = {
  TURNBOLT_HOST: z.string().min(1).default("127.0.0.1"),
  TURNBOLT_PORT: z.coerce.number().int().min(0).max(65_535).default(4400),
  TURNBOLT_PUBLIC_URL: z.url().optional(),
  TURNBOLT_DATA_DIR: z.string().min(1).default(".turnbolt"),
  TURNBOLT_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  TURNBOLT_KEY: z.string().min(1).optional(),
  TURNBOLT_ROLE: z.enum(["all", "api", "worker"]).default("all"),
  TURNBOLT_PLUGINS: z
    .string()
    .default("")
    .transform((list) => list.split(/[\s,]+/).filter((name) => name !== "")),
  TURNBOLT_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).optional(),
  TURNBOLT_HTTP_WAIT_SECONDS: z.coerce.number().min(1).max(3600).default(150),
  TURNBOLT_BLOCK_PRIVATE: truth.default(false),
  TURNBOLT_ROOT_TOKEN: z.string().min(32, "must have at least 32 characters").optional(),
};

/** Those that may also come from a file, under their name with `_FILE` behind it. */
const SECRETS = ["TURNBOLT_DATABASE_URL", "TURNBOLT_KEY", "TURNBOLT_ROOT_TOKEN"] as const;

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
  readonly role: "all" | "api" | "worker";
  /** Packages to load beside the official plugins. */
  readonly plugins: readonly string[];
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent" | undefined;
  readonly httpWaitSeconds: number;
  readonly blockPrivate: boolean;
  /** Absent: `<data>/root-token`. */
  readonly rootToken: string | undefined;
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
  const known = new Set([...Object.keys(names), ...SECRETS.map((name) => `${name}_FILE`)]);
  const warnings = given
    .filter(([name]) => !known.has(name))
    .map(([name]) => `${name} is not a setting of Turnbolt and does nothing.`);
  const values = { ...Object.fromEntries(given), ...fromFiles(environment) };
  const parsed = z.object(names).safeParse(values);
  if (!parsed.success) throw new EnvironmentError(parsed.error.issues.map(told).join("\n"));
  return { settings: settingsOf(parsed.data), warnings };
}

function settingsOf(read: z.output<z.ZodObject<typeof names>>): Settings {
  return {
    host: read.TURNBOLT_HOST,
    port: read.TURNBOLT_PORT,
    publicUrl: read.TURNBOLT_PUBLIC_URL,
    dataDirectory: read.TURNBOLT_DATA_DIR,
    databaseUrl: read.TURNBOLT_DATABASE_URL,
    key: read.TURNBOLT_KEY,
    role: read.TURNBOLT_ROLE,
    plugins: read.TURNBOLT_PLUGINS,
    logLevel: read.TURNBOLT_LOG_LEVEL,
    httpWaitSeconds: read.TURNBOLT_HTTP_WAIT_SECONDS,
    blockPrivate: read.TURNBOLT_BLOCK_PRIVATE,
    rootToken: read.TURNBOLT_ROOT_TOKEN,
  };
}

function fromFiles(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const read: Record<string, string> = {};
  for (const name of SECRETS) {
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
