import { isRotationError } from "@turnbolt/core";

/** What came of sending something. */
export type Result =
  | { readonly ok: true; readonly status: number | null }
  | {
      readonly ok: false;
      readonly status: number | null;
      /** Plain words; never what the receiver said, which may quote anything. */
      readonly error: string;
      /** The receiver asked to be left alone so long. */
      readonly retryAfterMs?: number;
      /** The receiver says that it is gone for good. */
      readonly isFinal?: true;
    };

/** Something that was thrown on the way, by its code: the text may quote a URL or a login. */
export function broken(error: unknown): Result {
  const found = causeOf(error);
  const words = isRotationError(found)
    ? found.message
    : (WORDS[codeOf(found)] ?? `failed (${codeOf(found)})`);
  return { ok: false, status: null, error: words };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ECONNRESET: "the connection was cut",
  BAD_PORT: "a port that HTTP is never sent to",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ETIMEDOUT: "no answer in time",
  EHOSTUNREACH: "the host cannot be reached",
  EAUTH: "the mail server refuses the login",
  EENVELOPE: "the mail server refuses the sender or the recipients",
  EMESSAGE: "the mail server refuses the message",
  ETLS: "no secure connection to the mail server",
  ECONNECTION: "the connection to the mail server broke",
  ESOCKET: "the connection to the mail server broke",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate is not trusted",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate is not trusted",
  CERT_HAS_EXPIRED: "the certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host",
};

/** `fetch` wraps what happened. */
function causeOf(error: unknown): unknown {
  for (let found = error, depth = 0; depth < 4; depth++) {
    if (isRotationError(found) || codeOf(found) !== "unknown") return found;
    if (!(found instanceof Error) || found.cause === undefined) return error;
    found = found.cause;
  }
  return error;
}

const codeOf = (error: unknown): string =>
  // The one refusal of `fetch` that has no code.
  error instanceof Error && error.message === "bad port" ? "BAD_PORT" : ownCode(error);

const ownCode = (error: unknown): string =>
  typeof error === "object" &&
  error !== null &&
  "code" in error &&
  /^[A-Z0-9_]{2,60}$/.test(String(error.code))
    ? String(error.code)
    : "unknown";
