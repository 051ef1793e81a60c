import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";
import type { Connection } from "./schema.ts";

/** Who logged in when it failed: the connection, or the credential that is being verified. */
export type As = "connection" | "credential";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `oracledb-credentials: ${message}`, { cause });

/**
 * The error a provider may throw for one of the driver's. The server's own words and the driver's error stay here:
 * both may quote the statement.
 */
export function explained(error: unknown, to: Connection, as: As): RotationError {
  if (isRotationError(error)) return error;
  const { number, code } = facts(error);
  const [kind, message] =
    number === null
      ? (ofDriver(code, to, as) ?? unreachable(code, to))
      : (loginRefused(number, as) ?? statementRefused(number, to));
  const name = number === null ? code : `ORA-${String(number).padStart(5, "0")}`;
  return failure(kind, `${message} (${name})`, new Error(`Oracle or network error ${name}`));
}

/** A view that is not there, or that this login may not see: the server says the same of both. */
export const isNoView = (error: unknown): boolean => facts(error).number === 942;

type Explanation = readonly [RotationErrorCode, string];

/** Only what the server says has a number. */
function facts(error: unknown): { readonly number: number | null; readonly code: string } {
  if (!(error instanceof Error)) return { number: null, code: "unknown" };
  const number = "errorNum" in error && typeof error.errorNum === "number" ? error.errorNum : 0;
  const code = "code" in error && typeof error.code === "string" ? error.code : "no answer";
  return { number: number > 0 ? number : null, code };
}

function loginRefused(number: number, as: As): Explanation | null {
  const isOwn = as === "connection";
  const who = isOwn ? "the connection's user" : "the rotated user";
  const closed: RotationErrorCode = isOwn ? "unauthorized" : "forbidden";
  switch (number) {
    case 1017:
      return isOwn
        ? ["unauthorized", "the server refuses the connection's login; correct its user name or password"]
        : ["refused", "the server refuses this password, or the user is not in this database"];
    case 28000:
      return [closed, `${who} is locked; unlock it with ALTER USER … ACCOUNT UNLOCK`];
    case 28001:
      return [closed, `the password of ${who} has expired; give it a new one`];
    case 1045:
      return [closed, `${who} lacks CREATE SESSION; grant it`];
    case 28040:
      return [
        closed,
        `the server has no verifier of ${who} that clients of today use; set its password again`,
      ];
    default:
      return null;
  }
}

function statementRefused(number: number, to: Connection): Explanation {
  switch (number) {
    case 1031:
      return ["forbidden", "the connection may not do this; run a check, it names what is missing"];
    case 28221:
    case 28228:
      return [
        "forbidden",
        "the user has an administrative privilege, and its password changes only together with the old one; rotate another",
      ];
    case 65066:
      return ["invalid", "the user is a common one; connect to the root container, or rotate a local user"];
    case 1918:
      return ["not-found", "the user does not exist; create it or correct the parameters"];
    case 972:
    case 988:
    case 28003:
    case 28218:
    case 28219:
      return ["refused", "the server's password rules refuse the new password; adjust passwordRequirements"];
    case 28007:
      return [
        "unavailable",
        "the profile takes no password again that was used before; it may be the one in place",
      ];
    case 900:
    case 911:
    case 922:
    case 924:
    case 933:
    case 6550:
    case 6576:
      return [
        "invalid",
        "the server cannot run the rotation statement, or the connection may not; correct it",
      ];
    case 16000:
      return ["unavailable", `${to.host} is a standby that only reads; name the primary`];
    default:
      return ["unavailable", "the server cannot do this now"];
  }
}

/** What the vendor's client says by itself, before or instead of the server. */
function ofDriver(code: string, to: Connection, as: As): Explanation | null {
  switch (code) {
    case "NJS-116":
      return [
        as === "connection" ? "unauthorized" : "forbidden",
        "the user has only a verifier of before 11g; set its password again",
      ];
    case "NJS-518":
      return [
        "invalid",
        `the listener knows no service ${to.database}; correct the connection, or wait for it`,
      ];
    case "NJS-138":
      return ["invalid", "the server is older than 12.1, which the client needs"];
    case "NJS-123":
      return ["unavailable", "the statement was interrupted: somebody else held the user too long"];
    default:
      return null;
  }
}

function unreachable(code: string, to: Connection): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|ALTNAME|CLOSED|EPROTO/.test(code)
    ? "; look at sslCertificate, and at sslEnabled: TLS has a port of its own, often 2484"
    : "";
  return ["unavailable", `no answer from ${to.host}:${to.port}${hint}`];
}
