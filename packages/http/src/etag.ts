import { TRPCError } from "@trpc/server";
import { type Conditional, NotModified } from "@turnbolt/api";

/** What a request says of the answers that its client has, and what the procedure called this one. */
export interface Etag extends Conditional {
  /** The headers of an answer that the procedure has named. */
  headers(): Record<string, string>;
}

/** For one request to a route with `etag`. */
export function etagFor(request: Request): Etag {
  const header = request.headers.get("if-none-match");
  const known = (header ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  let named: string | null = null;
  return {
    isAsked: header !== null,
    holds: (tag) => known.includes(quoted(tag)) || known.includes("*"),
    name: (tag) => {
      named = tag;
    },
    headers: () => (named === null ? {} : { etag: quoted(named) }),
  };
}

/** The answer of a procedure that found that its client holds it already, or `null` for another error. */
export function notModified(error: unknown): Response | null {
  const cause = error instanceof TRPCError ? error.cause : error;
  if (!(cause instanceof NotModified)) return null;
  return new Response(null, { status: 304, headers: { etag: quoted(cause.tag) } });
}

const quoted = (tag: string): string => `"${tag}"`;
