import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";

/** Who was logged in, or wanted to be, when it failed. */
export type As = "connection" | "credential";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `ldap-password: ${message}`, { cause });

/**
 * The error a provider may throw for one of the driver's. The directory's own words stay here: they may quote what
 * was sent.
 */
export function explained(error: unknown, url: string, as: As): RotationError {
  if (isRotationError(error)) return error;
  const { result, data, code } = facts(error);
  const [kind, message] = result === null ? unreachable(code, url) : refused(result, data, as);
  const said = result === null ? code : `${result}${data ? `, ${data}` : ""}`;
  return failure(kind, `${message} (${said})`, new Error(`LDAP result or network error ${said}`));
}

/** Did the directory say that the account may not do this? */
export const isForbidden = (error: unknown): boolean => facts(error).result === INSUFFICIENT_ACCESS;

/** Did it say anything at all? */
export const isResult = (error: unknown): boolean => facts(error).result !== null;

type Explanation = readonly [RotationErrorCode, string];

const INSUFFICIENT_ACCESS = 50;

/** An LDAP result has a number; Active Directory says more in its text, as `data 52e`. */
function facts(error: unknown): {
  readonly result: number | null;
  readonly data: string;
  readonly code: string;
} {
  if (!(error instanceof Error) || !("code" in error)) return { result: null, data: "", code: "no answer" };
  if (typeof error.code !== "number") return { result: null, data: "", code: String(error.code) };
  const data = /\bdata (?<data>[0-9a-f]{3,8})\b/i.exec(error.message)?.groups?.data ?? "";
  return { result: error.code, data: data.toLowerCase(), code: "" };
}

function refused(result: number, data: string, as: As): Explanation {
  switch (result) {
    case 49:
      return loginRefused(data, as);
    case 19:
      return [
        "refused",
        "the directory's password policy refuses the new password: its length or kind, a password of before, or one that was changed too lately",
      ];
    case 8:
    case 13:
      return ["invalid", "the directory wants an encrypted connection; use ldaps://"];
    case 10:
      return [
        "invalid",
        "the directory sends us to another server; connect to the one that holds the account",
      ];
    case 32:
      return ["not-found", "the account does not exist; correct the parameters"];
    case 34:
      return ["invalid", "the account's name is no DN that the directory can read; correct it"];
    case INSUFFICIENT_ACCESS:
      return [
        "forbidden",
        "the connection may not change this password; run a check, it names what is missing",
      ];
    case 53:
      return [
        "forbidden",
        "the directory does not do this; it may be read-only, or the account's policy forbids it",
      ];
    case 2:
    case 12:
      return [
        "invalid",
        "the directory does not know the password modify operation; look at the kind of directory",
      ];
    default:
      return ["unavailable", "the directory cannot do this now"];
  }
}

/** What Active Directory says of a login beside "wrong": none of it says anything about the password. */
const NOT_ABOUT_THE_PASSWORD: Readonly<Record<string, string>> = {
  530: "may not log in at this time",
  531: "may not log in from here",
  532: "has a password that is too old",
  533: "is switched off",
  701: "has expired",
  773: "must change its password first",
  775: "is locked",
};

function loginRefused(data: string, as: As): Explanation {
  const why = NOT_ABOUT_THE_PASSWORD[data];
  if (why)
    return [
      as === "connection" ? "unauthorized" : "forbidden",
      `the account ${why}; look at it in the directory`,
    ];
  return as === "connection"
    ? ["unauthorized", "the directory refuses the connection's login; correct its name or password"]
    : ["refused", "the directory refuses this password, or the account does not exist"];
}

function unreachable(code: string, url: string): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code) ? "; look at sslCertificate" : "";
  return ["unavailable", `no answer from ${url}${hint}`];
}
