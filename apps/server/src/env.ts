import { readFileSync } from "node:fs";
import * as z from "zod";

const truth = z.enum(["true", "false", "1", "0", ""]).transform((text) => text === "true" || text === "1");

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
  TURNBOLT_PUBLIC_URL: z.url().optional().describe("Where people reach it, for what is printed."),
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
  TURNBOLT_ROLE: z
    .enum(["all", "api", "worker"])
    .default("all")
    .describe("`api` answers requests, `worker` rotates, `all` does both."),
  TURNBOLT_PLUGINS: z
    .string()
    .default("")
    .transform((list) => list.split(/[\s,]+/).filter((name) => name !== ""))
    .describe("Plugins to load beside the official ones: package names or paths."),
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
    .describe(
      "The bearer token for every route but health; unset, `<data>/root-token`, made by the first start.",
    ),
};

/** Those that may also come from a file, under their name with `_FILE` behind it. */
export const secretVariables = ["TURNBOLT_DATABASE_URL", "TURNBOLT_KEY", "TURNBOLT_ROOT_TOKEN"] as const;

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
  const known = new Set([...Object.keys(variables), ...secretVariables.map((name) => `${name}_FILE`)]);
  const warnings = given
    .filter(([name]) => !known.has(name))
    .map(([name]) => `${name} is not a setting of Turnbolt and does nothing.`);
  const values = { ...Object.fromEntries(given), ...fromFiles(environment) };
  const parsed = z.object(variables).safeParse(values);
  if (!parsed.success) throw new EnvironmentError(parsed.error.issues.map(told).join("\n"));
  return { settings: settingsOf(parsed.data), warnings };
}

function settingsOf(read: z.output<z.ZodObject<typeof variables>>): Settings {
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
