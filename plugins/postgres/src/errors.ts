import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";
import type { Connection } from "./schema.ts";

/** Who logged in when it failed: the connection, or the credential that is being verified. */
export type LoggedInAs = "connection" | "credential";

/**
 * The error a provider may throw for one of the driver's. The server's own words and the driver's error stay here:
 * both may quote the statement.
 */
export function explained(error: unknown, to: Connection, as: LoggedInAs): RotationError {
  if (isRotationError(error)) return error;
  const { code, severity } = facts(error);
  const [kind, message] =
    severity === undefined
      ? unreachable(code, to)
      : severity === "FATAL"
        ? loginRefused(code, to, as)
        : statementRefused(code, to);
  return failure(kind, `${message} (${code})`, new Error(`PostgreSQL or network error ${code}`));
}

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `postgres-credentials: ${message}`, { cause });

type Explanation = readonly [RotationErrorCode, string];

// Only what the server says has a severity; a refused login is FATAL, a refused statement is not.
function facts(error: unknown): { code: string; severity: unknown } {
  if (typeof error !== "object" || error === null) return { code: "unknown", severity: undefined };
  const code = "code" in error && typeof error.code === "string" ? error.code : "unknown";
  return { code, severity: "severity" in error ? error.severity : undefined };
}

function loginRefused(code: string, to: Connection, as: LoggedInAs): Explanation {
  const who = as === "connection" ? "the connection's login" : "the rotated account";
  switch (code) {
    case "28P01":
      return as === "connection"
        ? ["unauthorized", "the server refuses the connection's login; correct its user name or password"]
        : ["refused", "the server refuses this password, or the account is missing or past its VALID UNTIL"];
    case "28000":
      return [
        as === "connection" ? "unauthorized" : "forbidden",
        `the server does not let ${who} in; look at LOGIN, pg_hba.conf and whether it wants TLS`,
      ];
    case "3D000":
      return ["invalid", `database ${to.database} does not exist; correct the connection`];
    case "42501":
      return ["forbidden", `${who} may not use database ${to.database}; grant CONNECT`];
    case "53300":
      return [
        "unavailable",
        "the server or the account has no connection left; raise the limit or close some",
      ];
    default:
      return ["unavailable", "the server takes no logins now"];
  }
}

function statementRefused(code: string, to: Connection): Explanation {
  switch (code) {
    case "42501":
      return [
        "forbidden",
        "the connection may not change this password; run a check, it names what is missing",
      ];
    case "42704":
      return ["not-found", "the account does not exist; create it or correct the parameters"];
    case "25006":
      return ["forbidden", `${to.host} is read-only; point the connection at the primary server`];
    case "55P03":
    case "57014":
      return ["unavailable", "somebody holds a lock on the account; nothing was changed"];
  }
  switch (code.slice(0, 2)) {
    case "0A":
    case "22":
    case "28":
    case "P0":
      return [
        "refused",
        "the server's password check refuses the new password; adjust passwordRequirements, " +
          "or switch on sendPlaintextPassword where the check takes no SCRAM verifiers",
      ];
    case "2D":
    case "42":
      return [
        "invalid",
        "the server cannot run the rotation statement; correct it: it must be one statement",
      ];
    default:
      return ["unavailable", "the server could not run the statement now"];
  }
}

function unreachable(code: string, to: Connection): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code)
    ? "; look at sslCertificate, and at sslEnabled if the server has no TLS"
    : "";
  return ["unavailable", `no answer from ${to.host}:${to.port}${hint}`];
}
