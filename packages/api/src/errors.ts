import { TRPCError } from "@trpc/server";
import { CommandRefused, isRotationError, type RotationErrorCode } from "@turnbolt/core";

/** One thing that is wrong with what was sent. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What went along with a refusal, for clients that want more than words. */
export interface ErrorFacts {
  readonly issues?: readonly Issue[];
  /** The run in the way, or the run that failed. */
  readonly runId?: string;
  /** What the target said. */
  readonly rotationCode?: RotationErrorCode;
  /** Permissions that the connection lacks, in the target's own words. */
  readonly missing?: readonly string[];
  /** What the one who asked may not. */
  readonly details?: readonly { readonly action: string; readonly subject: string }[];
  /** Try again after so many seconds. */
  readonly retryAfterSeconds?: number;
}

const CODES = {
  invalid: "BAD_REQUEST",
  /** Nobody who is known. */
  unauthorized: "UNAUTHORIZED",
  /** May not. */
  forbidden: "FORBIDDEN",
  /** A token that is expired, revoked or malformed. */
  token: "FORBIDDEN",
  "not-found": "NOT_FOUND",
  conflict: "CONFLICT",
  "rate-limited": "TOO_MANY_REQUESTS",
  /** The run goes on. */
  timeout: "GATEWAY_TIMEOUT",
  /** The target let a run fail; the message says why in plain words. */
  provider: "INTERNAL_SERVER_ERROR",
} as const;

/** A refusal in plain words. Anything else that is thrown is a fault of ours, and its text stays in the log. */
export class ApiError extends Error {
  readonly code: keyof typeof CODES;
  readonly facts: ErrorFacts;

  constructor(code: ApiError["code"], message: string, facts: ErrorFacts = {}) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.facts = facts;
  }
}

/** Refuses one field of the input. */
export const invalid = (message: string, ...path: readonly (string | number)[]): ApiError =>
  new ApiError("invalid", message, path.length > 0 ? { issues: [{ path, message }] } : {});

/** The error that a client gets for whatever a service threw. */
export function toTrpcError(cause: unknown): TRPCError {
  if (cause instanceof TRPCError) return cause;
  if (cause instanceof ApiError)
    return new TRPCError({ code: CODES[cause.code], message: cause.message, cause });
  if (cause instanceof CommandRefused) {
    const code = cause.code === "conflict" ? "CONFLICT" : "BAD_REQUEST";
    return new TRPCError({ code, message: cause.message, cause });
  }
  if (isRotationError(cause)) return new TRPCError({ code: "BAD_REQUEST", message: cause.message, cause });
  return new TRPCError({
    code: "INTERNAL_SERVER_ERROR",
    message: "Something went wrong on our side.",
    cause,
  });
}

/** What may be told about the cause of an error. */
export function factsOf(cause: unknown): ErrorFacts {
  if (cause instanceof ApiError) return cause.facts;
  if (cause instanceof CommandRefused) return cause.runId === null ? {} : { runId: cause.runId };
  if (isRotationError(cause)) return { rotationCode: cause.code };
  if (typeof cause === "object" && cause !== null && "issues" in cause && Array.isArray(cause.issues)) {
    return { issues: cause.issues.map(toIssue) };
  }
  return {};
}

function toIssue(issue: unknown): Issue {
  const { path, message } = issue as { path?: readonly PropertyKey[]; message?: string }; // one of zod's issues
  return {
    path: (path ?? []).map((part) => (typeof part === "number" ? part : String(part))),
    message: message ?? "not valid",
  };
}
