import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";
import type { Connection } from "./schema.ts";

/** Who logged in when it failed: the connection, or the credential that is being verified. */
export type As = "connection" | "credential";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `mysql-credentials: ${message}`, { cause });

/**
 * The error a provider may throw for one of the driver's. The server's own words and the driver's error stay here:
 * both may quote the statement.
 */
export function explained(error: unknown, to: Connection, as: As): RotationError {
  if (isRotationError(error)) return error;
  const { number, code } = facts(error);
  const [kind, message] = number === null ? unreachable(code, to) : refused(number, to, as);
  return failure(
    kind,
    `${message} (${number ?? code})`,
    new Error(`MySQL or network error ${number ?? code}`),
  );
}

type Explanation = readonly [RotationErrorCode, string];

/** Only what the server says has an SQL state beside its number. */
function facts(error: unknown): { readonly number: number | null; readonly code: string } {
  if (!(error instanceof Error)) return { number: null, code: "unknown" };
  const said = "sqlState" in error && "errno" in error && typeof error.errno === "number";
  const code = "code" in error && typeof error.code === "string" ? error.code : "no answer";
  return { number: said ? Number(error.errno) : null, code };
}

function refused(number: number, to: Connection, as: As): Explanation {
  const who = as === "connection" ? "the connection's account" : "the rotated account";
  switch (number) {
    case 1045:
    case 1698:
      return as === "connection"
        ? ["unauthorized", "the server refuses the connection's login; correct its user name or password"]
        : [
            "refused",
            "the server refuses this password, or the account is missing or may not come from here",
          ];
    case 3118:
    case 4151:
    case 1820:
    case 1862:
      return [
        as === "connection" ? "unauthorized" : "forbidden",
        `${who} is locked or its password has expired; unlock it at the server`,
      ];
    case 1130:
    case 1251:
    case 3159:
      return [
        "forbidden",
        `the server does not let ${who} in from here or without TLS; look at its host and TLS`,
      ];
    case 1044:
    case 1049:
      return [
        "invalid",
        `database ${to.database ?? ""} does not exist or may not be used; correct the connection`,
      ];
    case 1142:
    case 1143:
    case 1227:
    case 1370:
      return ["forbidden", "the connection may not do this; run a check, it names what is missing"];
    case 1290:
    case 1836:
      return [
        "forbidden",
        "the server takes no such change: it is read-only (connect to the primary), or it checks passwords and takes " +
          "no hashes (switch on sendPlaintextPassword)",
      ];
    case 1396:
      return ["not-found", "the account does not exist; create it or correct the parameters"];
    case 1819:
    case 3638:
    case 4058:
      return ["refused", "the server's password check refuses the new password; adjust passwordRequirements"];
    case 1054:
    case 1064:
    case 1146:
    case 1305:
    case 1318:
      return [
        "invalid",
        "the server cannot run the rotation statement; correct it: it must be one statement",
      ];
    default:
      return ["unavailable", "the server cannot do this now"];
  }
}

function unreachable(code: string, to: Connection): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|HANDSHAKE/.test(code)
    ? "; look at sslCertificate, and at sslEnabled if the server has no TLS"
    : "";
  return ["unavailable", `no answer from ${to.host}:${to.port}${hint}`];
}
