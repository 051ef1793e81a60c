import type { HttpBindings } from "@hono/node-server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Actor, ApiError, AppRouter, From, Services } from "@turnbolt/api";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import { challenge, isRefusal, type Recogniser } from "./auth.ts";

const LARGEST_BODY = 1_048_576;

export interface HttpParts {
  readonly router: AppRouter;
  readonly services: Services;
  readonly recognise: Recogniser;
  /** Whether everything that a request needs is there. */
  readonly ready: () => Promise<boolean>;
  readonly log: Logger;
}

interface Env {
  Bindings: HttpBindings;
  Variables: {
    requestId: string;
    from: From;
    /** `null`: nobody who is known; why, where a credential was sent. */
    actor: Actor | null;
    refusal: ApiError | null;
  };
}

/** The order matters: an id first, so that every answer carries one; who asks is settled before anything is read. */
export function httpApp(parts: HttpParts): Hono<Env> {
  const { log } = parts;
  const app = new Hono<Env>();
  app.use(requestId());
  app.use(secureHeaders());
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    const ready = await parts.ready().catch(() => false);
    return context.json({ status: ready ? "ok" : "not ready" }, ready ? 200 : 503);
  });
  app.use(async (context, next) => {
    const from = { address: addressOf(context), requestId: context.get("requestId") };
    const found = await parts.recognise(context.req.raw, from);
    context.set("from", from);
    context.set("actor", isRefusal(found) ? null : found);
    context.set("refusal", isRefusal(found) ? found.refusal : null);
    context.header("cache-control", "no-store");
    return await next();
  });
  app.use(bodyLimit({ maxSize: LARGEST_BODY }));
  app.all("/trpc/*", (context) => {
    const { actor, refusal, from } = context.var;
    return fetchRequestHandler({
      endpoint: "/trpc",
      req: context.req.raw,
      router: parts.router,
      createContext: () => ({ services: parts.services, actor, refusal, from }),
      responseMeta: ({ errors, type }) => (type === "subscription" ? {} : challenge(errors)),
      onError: ({ error, path }) => {
        if (error.code !== "INTERNAL_SERVER_ERROR") return;
        log.error({ requestId: from.requestId, path, ...briefly(error.cause ?? error) }, "a request failed");
      },
    });
  });
  app.notFound((context) =>
    context.json(told(404, "NotFound", "There is nothing here.", context.get("requestId")), 404),
  );
  app.onError((error, context) => {
    const reqId = context.get("requestId");
    if (error instanceof HTTPException) {
      const { status } = error;
      // What was not read of the request must not be taken for the next one.
      context.header("connection", "close");
      return context.json(
        told(status, "BadRequest", error.message || "The request is refused.", reqId),
        status,
      );
    }
    log.error({ requestId: reqId, ...briefly(error) }, "a request failed");
    return context.json(told(500, "InternalServerError", "Something went wrong on our side.", reqId), 500);
  });
  return app;
}

const addressOf = ({ env }: { readonly env: HttpBindings }): string | null =>
  env.incoming.socket.remoteAddress ?? null;

const told = (statusCode: number, error: string, message: string, reqId: string) => ({
  reqId,
  statusCode,
  error,
  message,
});
