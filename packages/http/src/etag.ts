import { createHmac } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { type Conditional, NotModified } from "@turnbolt/api";

/** What a request says of the answers that its client has, and what the procedure called this one. */
export interface Etag extends Conditional {
  /** The header of an answer: the procedure's name for it, else one that is made of its text. */
  of(text: string): string;
}

/** For one request to a route with `etag`. */
export function etagFor(request: Request, etagKey: Uint8Array): Etag {
  const header = request.headers.get("if-none-match");
  const known = (header ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  let named: string | null = null;
  return {
    isAsked: header !== null,
    holds: (tag) => known.includes(quoted(tag)) || known.includes("*"),
    name: (tag) => {
      named = tag;
    },
    // Keyed: a header may be logged on its way, and nobody shall try values against it.
    of: (text) => named ?? createHmac("sha256", etagKey).update(text).digest("base64url"),
  };
}

/** The answer of a procedure that found that its client holds it already, or `null` for another error. */
export function notModified(error: unknown): Response | null {
  const cause = error instanceof TRPCError ? error.cause : error;
  return cause instanceof NotModified ? unchanged(cause.tag) : null;
}

export const unchanged = (tag: string): Response =>
  new Response(null, { status: 304, headers: { etag: quoted(tag) } });

export const quoted = (tag: string): string => `"${tag}"`;
