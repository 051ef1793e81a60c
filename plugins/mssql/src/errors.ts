import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";
import type { Connection } from "./schema.ts";

/** Who logged in when it failed: the connection, or the credential that is being verified. */
export type As = "connection" | "credential";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `mssql-credentials: ${message}`, { cause });

/**
 * The error a provider may throw for one of the driver's. The server's own words and the driver's error stay here:
 * both may quote the statement.
 */
export function explained(error: unknown, to: Connection, as: As): RotationError {
  if (isRotationError(error)) return error;
  const { number, code } = facts(error);
  const [kind, message] =
    number === null ? unreachable(code, to) : (loginRefused(number, to, as) ?? statementRefused(number));
  return failure(
    kind,
    `${message} (${number ?? code})`,
    new Error(`SQL Server or network error ${number ?? code}`),
  );
}

type Explanation = readonly [RotationErrorCode, string];

/** Only what the server says has a number; of several errors the first is the reason for the others. */
function facts(error: unknown): { readonly number: number | null; readonly code: string } {
  if (error instanceof AggregateError) return facts(error.errors[0]);
  if (!(error instanceof Error)) return { number: null, code: "unknown" };
  const number = "number" in error && typeof error.number === "number" ? error.number : null;
  return { number, code: codeOf(error.cause) ?? codeOf(error) ?? "no answer" };
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

function loginRefused(number: number, to: Connection, as: As): Explanation | null {
  const who = as === "connection" ? "the connection's login" : "the rotated login";
  const closed: RotationErrorCode = as === "connection" ? "unauthorized" : "forbidden";
  switch (number) {
    case 18456:
      return as === "connection"
        ? ["unauthorized", "the server refuses the connection's login; correct its user name or password"]
        : ["refused", "the server refuses this password, or the login is missing or may not connect"];
    case 18452:
      return [closed, "the server takes Windows logins only; switch it to mixed authentication"];
    case 18470:
      return [closed, `${who} is disabled; enable it at the server`];
    case 18486:
      return [closed, `${who} is locked out; unlock it at the server`];
    case 18487:
    case 18488:
      return [closed, `the password of ${who} has expired or must be changed; change it at the server`];
    case 4060:
    case 4064:
      return [
        as === "connection" ? "invalid" : "forbidden",
        `database ${to.database} does not exist or ${who} may not use it; correct the connection or make it a user there`,
      ];
    default:
      return null;
  }
}

function statementRefused(number: number): Explanation {
  switch (number) {
    case 15151:
    case 15247:
    case 229:
    case 297:
    case 300:
      return ["forbidden", "the connection may not do this; run a check, it names what is missing"];
    case 15116:
    case 15117:
    case 15118:
    case 15119:
      return [
        "refused",
        "the server's password policy refuses the new password; adjust passwordRequirements",
      ];
    case 15114:
    case 15115:
      return [
        "unavailable",
        "the password policy takes no other password now, or not this one again: look at minimum age and history",
      ];
    case 102:
    case 105:
    case 156:
    case 201:
    case 207:
    case 208:
    case 2812:
    case 8144:
    case 8145:
      return [
        "invalid",
        "the server cannot run the rotation statement; correct it: it must be one statement",
      ];
    case 1205:
    case 1222:
      return ["unavailable", "somebody holds a lock on the login; nothing was changed"];
    default:
      return ["unavailable", "the server cannot do this now"];
  }
}

function unreachable(code: string, to: Connection): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|ENCRYPT|ALTNAME/.test(code)
    ? "; look at sslCertificate, and at sslEnabled: server and connection must agree on TLS"
    : "";
  return ["unavailable", `no answer from ${to.host}:${to.port}${hint}`];
}
