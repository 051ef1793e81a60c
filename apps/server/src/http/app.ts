import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { type Actor, ApiError, type AppRouter, type Services } from "@turnbolt/api";
import { type Door, errorBody, refusalOf } from "@turnbolt/http";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import type { Settings } from "../env.ts";
import { AUTH_PATH } from "../people/auth.ts";
import { challenge, isRefusal, type Recogniser } from "./auth.ts";
import { type Dashboard, dashboard } from "./dashboard.ts";
import { type Entered, entrance } from "./entrance.ts";
import { limited } from "./limited.ts";
import { METRICS_TYPE, type Metrics } from "./metrics.ts";
import type { RateLimits } from "./rate-limits.ts";
import { securityHeaders } from "./security-headers.ts";

const LARGEST_BODY = 1_048_576;

export interface HttpParts {
  readonly router: AppRouter;
  /** For clients that are not TypeScript. */
  readonly door: Door;
  readonly services: Services;
  readonly recognise: Recogniser;
  /** Signing in and out. */
  readonly signIn: Hono<Pick<Entered, "Variables">>;
  readonly limits: RateLimits;
  readonly metrics: Metrics;
  /** `null` where it has not been built. */
  readonly dashboard: Dashboard | null;
  readonly settings: Pick<Settings, "publicUrl" | "trustProxy" | "rateLimits">;
  /** Whether everything that a request needs is there. */
  readonly ready: () => Promise<boolean>;
  readonly log: Logger;
}

interface Env extends Entered {
  Variables: Entered["Variables"] & {
    /** `null`: nobody who is known; why, where a credential was sent. */
    actor: Actor | null;
    refusal: ApiError | null;
  };
}

/** The order matters: an id first, so that every answer carries one; who asks is settled before anything is read. */
export function httpApp(parts: HttpParts): Hono<Env> {
  const { log, settings } = parts;
  const app = new Hono<Env>();
  app.use(entrance(settings.trustProxy));
  app.use(securityHeaders(settings.publicUrl));
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    const ready = await parts.ready().catch(() => false);
    return context.json({ status: ready ? "ok" : "not ready" }, ready ? 200 : 503);
  });
  app.on("GET", REFERENCE, (context) => {
    const nobody = { actor: null, refusal: null, from: context.get("from") };
    return parts.door.fetch(context.req.raw, askerOf(parts, nobody));
  });
  if (parts.dashboard) app.use(dashboard(parts.dashboard));
  app.use(async (context, next) => {
    const found = await parts.recognise(context.req.raw, context.get("from"));
    context.set("actor", isRefusal(found) ? null : found);
    context.set("refusal", isRefusal(found) ? found.refusal : null);
    context.env.outgoing.setHeader("cache-control", "no-store");
    return await next();
  });
  app.use(limited(parts.limits, settings.rateLimits));
  app.get("/metrics", async ({ var: { actor, refusal, from }, text, json }) => {
    if (actor) return text(await parts.metrics.of(actor), 200, { "content-type": METRICS_TYPE });
    const { body, headers } = refusalOf(refusal ?? NOBODY, from.requestId ?? "");
    return json(body, body.statusCode as 401 | 403, headers); // nobody who is recognised is refused otherwise
  });
  // Nobody reads the body of another method, and looking for one costs more than routing.
  app.on(["POST", "PUT", "PATCH", "DELETE"], "*", bodyLimit({ maxSize: LARGEST_BODY }));
  app.route(AUTH_PATH, parts.signIn);
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
  app.all("/api/*", ({ req, var: asker }) => parts.door.fetch(req.raw, askerOf(parts, asker)));
  app.notFound((context) =>
    context.json(errorBody(404, "There is nothing here.", context.get("requestId")), 404),
  );
  app.onError((error, context) => {
    const reqId = context.get("requestId");
    if (error instanceof HTTPException) {
      const { status } = error;
      // What was not read of the request must not be taken for the next one.
      context.header("connection", "close");
      return context.json(errorBody(status, error.message || "The request is refused.", reqId), status);
    }
    log.error({ requestId: reqId, ...briefly(error) }, "a request failed");
    return context.json(errorBody(500, "Something went wrong on our side.", reqId), 500);
  });
  return app;
}

const NOBODY = new ApiError("unauthorized", "A token is needed.");

/** What everybody may read: the API's document, and the pages made from it. */
const REFERENCE = ["/openapi.json", "/api/docs/json", "/docs", "/docs/*"];

const askerOf = (
  { services }: HttpParts,
  { actor, refusal, from }: Pick<Env["Variables"], "actor" | "refusal" | "from">,
) => ({ services, actor, refusal, from, requestId: from.requestId ?? "" });
