import { isRotationError, RotationError, type RotationErrorCode } from "@turnbolt/core";
import type { Node } from "./schema.ts";

/** Who asked when it failed: the connection, or the credential that is being verified. */
export type As = "connection" | "credential";

/** A `RotationError` that says which plugin it comes from. */
export const failure = (code: RotationErrorCode, message: string, cause?: unknown): RotationError =>
  new RotationError(code, `redis-credentials: ${message}`, { cause });

/**
 * The error a provider may throw for one of the driver's. The server's own words stay here: they may quote what was
 * sent.
 */
export function explained(error: unknown, node: Node, as: As): RotationError {
  if (isRotationError(error)) return error;
  const { word, code } = facts(error);
  const [kind, message] = word === null ? unreachable(code, node) : refused(word, as);
  return failure(kind, `${message} (${word ?? code})`, new Error(`Redis or network error ${word ?? code}`));
}

/** The word for it is the same as for any other mistake; only the text tells. */
export const saysNoFile = (error: unknown): boolean =>
  error instanceof Error && /not configured to use an ACL file/.test(error.message);

type Explanation = readonly [RotationErrorCode, string];

/** A reply of the server begins with one word in capitals, which says what is wrong. */
function facts(error: unknown): { readonly word: string | null; readonly code: string } {
  if (!(error instanceof Error)) return { word: null, code: "unknown" };
  const word = error.name === "ReplyError" ? (/^[A-Z]+/.exec(error.message)?.[0] ?? "ERR") : null;
  return { word, code: "code" in error && typeof error.code === "string" ? error.code : "no answer" };
}

function refused(word: string, as: As): Explanation {
  switch (word) {
    case "WRONGPASS":
    case "NOAUTH":
      return as === "connection"
        ? ["unauthorized", "the server refuses the connection's login; correct its user name or password"]
        : ["refused", "the server refuses this user name and password, or the user is switched off"];
    case "NOPERM":
      return ["forbidden", "the connection may not do this; run a check, it names what is missing"];
    case "ERR":
      return ["invalid", "the server does not take these rules; correct the permissions"];
    default:
      return ["unavailable", "the server cannot answer now"];
  }
}

function unreachable(code: string, { host, port }: Node): Explanation {
  const hint = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code)
    ? "; look at sslCertificate, and at sslEnabled if the server has no TLS"
    : "";
  return ["unavailable", `no answer from ${host}:${port}${hint}`];
}
