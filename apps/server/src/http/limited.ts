import { createHash } from "node:crypto";
import { type Actor, ApiError, type From, neighbourhoodOf } from "@turnbolt/api";
import { refusalOf } from "@turnbolt/http";
import type { MiddlewareHandler } from "hono";
import type { Settings } from "../env.ts";
import { bearerOf } from "./auth.ts";
import type { RateLimits } from "./rate-limits.ts";

interface Recognised {
  Variables: { from: From; actor: Actor | null };
}

/** Who is recognised counts by their token or session, everybody else by their address. */
export const limited =
  (limits: RateLimits, { token, address }: Settings["rateLimits"]): MiddlewareHandler<Recognised> =>
  async (context, next) => {
    const { actor, from } = context.var;
    const wait = actor
      ? limits.waitOf(keyOf(context.req.raw, actor), token)
      : limits.waitOf(neighbourhoodOf(from.address), address);
    if (wait === 0) return await next();
    const tooMany = new ApiError("rate-limited", `Too many requests: come again in ${wait} s.`, {
      retryAfterSeconds: wait,
    });
    const { body, headers } = refusalOf(tooMany, from.requestId ?? "");
    const told = context.req.path.startsWith("/trpc/") ? asTrpc(tooMany.message, wait) : body;
    return context.json(told, 429, { ...headers });
  };

function keyOf(request: Request, actor: Actor): string {
  const token = bearerOf(request);
  if (token === null) return `session ${actor.sessionId}`;
  return `token ${createHash("sha256").update(token).digest("base64url").slice(0, 22)}`;
}

/** The code is JSON-RPC's way to say 429. */
const asTrpc = (message: string, retryAfterSeconds: number) => ({
  error: { message, code: -32029, data: { code: "TOO_MANY_REQUESTS", httpStatus: 429, retryAfterSeconds } },
});
