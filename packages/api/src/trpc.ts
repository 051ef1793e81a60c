import { initTRPC, type TRPCError } from "@trpc/server";
import type { Conditional } from "./conditional.ts";
import { ApiError, factsOf, toTrpcError } from "./errors.ts";
import type { HttpMeta } from "./http-meta.ts";
import type { Actor, From } from "./permissions/actor.ts";
import { assertPlain } from "./plain-input.ts";
import type { Services } from "./services.ts";

/** What a request brings along. */
export interface Context {
  readonly services: Services;
  /** Who asks, for the audit; `null` = nobody who was recognised. */
  readonly actor: Actor | null;
  /** Why the credential that came along does not let in; what is open to everybody stays open. */
  readonly refusal: ApiError | null;
  readonly from: From;
  /** What the client holds of the answer already, where its door can tell. */
  readonly conditional?: Conditional | undefined;
}

/** How a procedure is offered. Each has `http` or `internal`, and a test holds that. */
export interface Meta {
  readonly http?: HttpMeta;
  /** Why only TypeScript clients have it. */
  readonly internal?: string;
  /** For everybody, recognised or not; `openProcedure` says so. */
  readonly open?: boolean;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    // A stack names files of ours and may quote values; the log has it.
    errorFormatter: ({ shape, error }) => ({
      ...shape,
      message: isBadInput(error) ? "The input is not valid." : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        ...(isFaultOfOurs(error) ? {} : factsOf(error.cause)),
      },
    }),
  });

export const router = t.router;

/** For everybody, recognised or not. */
export const openProcedure = t.procedure.meta({ open: true }).use(async ({ next, getRawInput }) => {
  assertPlain(await getRawInput());
  const result = await next();
  if (!result.ok)
    throw toTrpcError(isBadInput(result.error) ? result.error : (result.error.cause ?? result.error));
  return result;
});

/** For those who are recognised. */
export const procedure = openProcedure.meta({ open: false }).use(({ ctx, next }) => {
  const { actor, refusal } = ctx;
  if (actor === null) throw refusal ?? new ApiError("unauthorized", "A token is needed.");
  // The context is as it was, and now known to have an actor: to make another one costs more than to look.
  return next<{ actor: Actor }>({});
});

/** What a subscription gives, with its refusals told as those of any other procedure are. */
export async function* told<T>(values: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* values;
  } catch (error) {
    throw toTrpcError(error);
  }
}

/** Its words stay in the log. */
const isFaultOfOurs = ({ code, cause }: TRPCError): boolean =>
  code === "INTERNAL_SERVER_ERROR" && !(cause instanceof ApiError);

const isBadInput = (error: TRPCError): boolean =>
  error.code === "BAD_REQUEST" &&
  typeof error.cause === "object" &&
  error.cause !== null &&
  "issues" in error.cause &&
  Array.isArray(error.cause.issues);
