import { TRPCError } from "@trpc/server";
import { ApiError, factsOf, type Issue } from "@turnbolt/api";

/** The body of every answer that is not 2xx or 304. */
export interface ErrorBody {
  readonly reqId: string;
  readonly statusCode: number;
  /** Plain words; with 422, what is wrong with which field. */
  readonly message: string | readonly Issue[];
  readonly error: string;
  /** With 403: what may not be done. */
  readonly details?: readonly { readonly action: string; readonly subject: string }[];
}

export interface Refusal {
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
  /** Ours, so that the caller is told nothing and the log everything. */
  readonly isFault: boolean;
}

/** The answer for whatever a procedure, or the door itself, threw. */
export function refusalOf(thrown: unknown, reqId: string): Refusal {
  const cause = thrown instanceof TRPCError ? (thrown.cause ?? thrown) : thrown;
  const [statusCode, error] = kindOf(thrown, cause);
  const facts = factsOf(cause);
  const isFault = statusCode >= 500 && !(cause instanceof ApiError);
  return {
    body: {
      reqId,
      statusCode,
      message: statusCode === 422 ? (facts.issues ?? []) : isFault ? FAULT : messageOf(thrown, cause),
      error,
      ...(statusCode === 403 && facts.details && { details: facts.details }),
    },
    headers: {
      ...(statusCode === 401 && { "www-authenticate": "Bearer" }),
      ...(error === "TokenError" && { "www-authenticate": 'Bearer error="invalid_token"' }),
      ...(statusCode === 429 && {
        "retry-after": String(Math.max(1, Math.ceil(facts.retryAfterSeconds ?? 1))),
      }),
    },
    isFault,
  };
}

/** The same body for what is refused before a door is reached. */
export const errorBody = (statusCode: number, message: string, reqId: string): ErrorBody => ({
  reqId,
  statusCode,
  message,
  error: statusCode in ERRORS ? ERRORS[statusCode as keyof typeof ERRORS] : "BadRequest",
});

/** The kinds of refusal that this door knows, by status. */
export const ERRORS = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "PermissionDenied",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  413: "PayloadTooLarge",
  422: "ValidationFailure",
  429: "RateLimitExceeded",
  500: "InternalServerError",
  504: "GatewayTimeout",
} as const;

const FAULT = "Something went wrong on our side.";

type Kind = readonly [statusCode: number, error: string];
const kind = (status: keyof typeof ERRORS): Kind => [status, ERRORS[status]];

const BY_API_CODE: Readonly<Record<ApiError["code"], Kind>> = {
  invalid: kind(400),
  unauthorized: kind(401),
  forbidden: kind(403),
  token: [403, "TokenError"],
  "not-found": kind(404),
  conflict: kind(409),
  "rate-limited": kind(429),
  timeout: kind(504),
  provider: kind(500),
};

const BY_TRPC_CODE: Readonly<Partial<Record<TRPCError["code"], Kind>>> = {
  BAD_REQUEST: kind(400),
  UNAUTHORIZED: kind(401),
  FORBIDDEN: kind(403),
  NOT_FOUND: kind(404),
  METHOD_NOT_SUPPORTED: kind(405),
  CONFLICT: kind(409),
  PAYLOAD_TOO_LARGE: kind(413),
  TOO_MANY_REQUESTS: kind(429),
  GATEWAY_TIMEOUT: kind(504),
};

function kindOf(thrown: unknown, cause: unknown): Kind {
  if (cause instanceof ApiError) return BY_API_CODE[cause.code];
  if (!(thrown instanceof TRPCError)) return kind(500);
  if (thrown.code === "BAD_REQUEST" && isSchemaFailure(cause)) return kind(422);
  return BY_TRPC_CODE[thrown.code] ?? kind(500);
}

/** Made by zod, and not by a rule of a service. */
const isSchemaFailure = (cause: unknown): boolean =>
  typeof cause === "object" && cause !== null && "issues" in cause && Array.isArray(cause.issues);

const messageOf = (thrown: unknown, cause: unknown): string =>
  thrown instanceof Error ? thrown.message : cause instanceof Error ? cause.message : FAULT;
