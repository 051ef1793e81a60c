import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";
import type { Connection } from "./schema.ts";

/** Who logged in when it failed: the connection, or the credential that is being verified. */
export type As = "connection" | "credential";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `mongodb-credentials: ${message}`, { cause });

/**
 * The error a provider may throw for one of the driver's. The server's own words and the driver's error stay here:
 * both may quote the command.
 */
export function explained(error: unknown, to: Connection, as: As): RotationError {
  if (isRotationError(error)) return error;
  const { number, code } = facts(error);
  const [kind, message] = number === null ? unreachable(code, to) : refused(number, to, as);
  return failure(
    kind,
    `${message} (${number ?? code})`,
    new Error(`MongoDB or network error ${number ?? code}`),
  );
}

type Explanation = readonly [RotationErrorCode, string];

/** Only what the server says has a number; the way there has a code of Node's. */
function facts(error: unknown): { readonly number: number | null; readonly code: string } {
  if (!(error instanceof Error) || !("code" in error)) return { number: null, code: "no answer" };
  if (typeof error.code === "number") return { number: error.code, code: "" };
  return { number: null, code: String(error.code ?? "no answer") };
}

function refused(number: number, to: Connection, as: As): Explanation {
  switch (number) {
    case 18:
      return as === "connection"
        ? [
            "unauthorized",
            "the server refuses the connection's login; correct its user, password or authSource",
          ]
        : [
            "refused",
            "the server refuses this password, or the user lives on another authentication database",
          ];
    case 13:
      return ["forbidden", "the connection may not do this; run a check, it names what is missing"];
    case 11:
      return ["not-found", "the user does not exist on this authentication database; correct the parameters"];
    case 91:
    case 189:
    case 10_107:
    case 11_600:
    case 11_602:
    case 13_435:
    case 13_436:
      return ["unavailable", `${to.host} is not the primary now; name the primary, or wait for one`];
    case 2:
    case 9:
    case 14:
      return ["refused", "the server does not take this password; adjust passwordRequirements"];
    default:
      return ["unavailable", "the server cannot do this now"];
  }
}

function unreachable(code: string, to: Connection): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code)
    ? "; look at sslCertificate, and at sslEnabled if the server has no TLS"
    : "";
  return ["unavailable", `no answer from ${to.host}:${to.port}${hint}`];
}
