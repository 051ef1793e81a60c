import { TRPCError } from "@trpc/server";
import { ApiError, type AppRouter, type Context, type Plugins } from "@turnbolt/api";
import { type Handler, Hono } from "hono";
import { answer } from "./answer.ts";
import { etagFor, notModified } from "./etag.ts";
import { once } from "./once.ts";
import { type DocumentOptions, type OpenApiDocument, openApiDocument } from "./openapi/document.ts";
import { asPieces } from "./pieces.ts";
import { readInput } from "./read-input.ts";
import { reference } from "./reference/reference.ts";
import { refusalOf } from "./refusal.ts";
import { type Route, routesOf } from "./routes.ts";

export interface DoorOptions {
  readonly router: AppRouter;
  readonly plugins: Plugins;
  readonly document: DocumentOptions;
  /** Told what was no refusal, for the log. */
  readonly onFault: (
    error: unknown,
    what: { readonly requestId: string; readonly procedure: string | null },
  ) => void;
}

/** Answers what is asked for under `/api`, and for the document and the reference. */
export interface Door {
  readonly routes: readonly Route[];
  document(): OpenApiDocument;
  fetch(request: Request, asker: Asker): Promise<Response>;
}

/** Who asks, and the id that every answer carries. */
export interface Asker extends Context {
  readonly requestId: string;
}

interface Env {
  Bindings: Asker;
}

/**
 * Makes the HTTP door of a router: a route for each procedure that has `meta.http`, for each plugin where it says so.
 *
 * @example
 * const door = httpDoor({ router: createApi(plugins), plugins, document: { version }, onFault: log });
 * await door.fetch(new Request("http://localhost/api/v2/secret-rotations?projectId=…"), asker);
 */
export function httpDoor(options: DoorOptions): Door {
  const routes = routesOf(options.router, options.plugins);
  const app = new Hono<Env>({ strict: false });
  app.use(async (context, next) => {
    assertDecodes(context.req.raw);
    return await next();
  });
  const document = once(() => openApiDocument(routes, options.document));
  app.route("/", reference(document));
  const byPath = Map.groupBy(routes, ({ path }) => path);
  for (const [path, here] of byPath) {
    for (const route of here) app.on(route.method, honoPath(path), handle(route, options));
    const allow = here
      .map(({ method }) => method)
      .sort()
      .join(", ");
    app.all(honoPath(path), ({ env }) =>
      refuse(new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: `Here goes ${allow}.` }), env, { allow }),
    );
  }
  for (const [pattern, route] of ofEachPlugin(routes)) {
    app.all(honoPath(pattern), ({ env, req }) =>
      refuse(notInstalled(route, req.param(keyOf(route)) ?? "", options.plugins), env),
    );
  }
  app.notFound(({ env }) => refuse(new ApiError("not-found", "There is nothing here."), env));
  app.onError((error, { env }) => {
    const response = refuse(error, env);
    if (response.status >= 500) options.onFault(error, { requestId: env.requestId, procedure: null });
    return response;
  });
  return { routes, document, fetch: async (request, asker) => await app.fetch(request, asker) };
}

function handle(route: Route, { router, onFault }: DoorOptions): Handler<Env> {
  const { name, meta } = route.procedure;
  const conditionalOf = (request: Request) => (route.http.etag ? etagFor(request) : undefined);
  return async ({ req, env }) => {
    try {
      // Before anything is read of a stranger's request.
      if (!meta.open && env.actor === null)
        throw env.refusal ?? new ApiError("unauthorized", "A token is needed.");
      const input = await readInput(route, req.raw, req.param());
      const conditional = conditionalOf(req.raw);
      const output = await call(router, name, input, { ...env, conditional }, req.raw.signal);
      const pieces = asPieces(output, (error) =>
        onFault(error, { requestId: env.requestId, procedure: name }),
      );
      return answer(route, pieces, req.raw, conditional);
    } catch (error) {
      const unchanged = notModified(error);
      if (unchanged) return unchanged;
      const refusal = refusalOf(error, env.requestId);
      if (refusal.isFault) onFault(error, { requestId: env.requestId, procedure: name });
      return respond(refusal);
    }
  };
}

function call(
  router: AppRouter,
  name: string,
  input: unknown,
  asker: Asker,
  signal: AbortSignal,
): Promise<unknown> {
  // A caller is a tree of functions by name; which function is known only at run time.
  let found = router.createCaller(asker, { signal }) as unknown as Record<string, unknown>;
  for (const part of name.split(".")) found = found[part] as Record<string, unknown>;
  return (found as unknown as (input: unknown) => Promise<unknown>)(input);
}

const refuse = (error: unknown, { requestId }: Asker, headers: Record<string, string> = {}): Response =>
  respond(refusalOf(error, requestId), headers);

const respond = (
  { body, headers }: ReturnType<typeof refusalOf>,
  more: Record<string, string> = {},
): Response => Response.json(body, { status: body.statusCode, headers: { ...headers, ...more } });

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ":$1");

function assertDecodes({ url }: Request): void {
  if (!url.includes("%")) return;
  try {
    decodeURIComponent(new URL(url).pathname);
  } catch {
    throw new ApiError("invalid", "The path is not well encoded.");
  }
}

/** One route for each pattern that plugins fill; matched last, it is for a plugin that is not installed. */
const ofEachPlugin = (routes: readonly Route[]): ReadonlyMap<string, Route> =>
  new Map(routes.filter(({ plugin }) => plugin).map((route) => [route.pattern, route]));

const keyOf = ({ http }: Route): "type" | "app" => (http.perType ? "type" : "app");

function notInstalled(route: Route, asked: string, plugins: Plugins): ApiError {
  const key = keyOf(route);
  const installed = [...new Set(plugins.map((plugin) => plugin[key]))].sort().join(", ");
  return new ApiError(
    "not-found",
    `No plugin with the ${key} "${asked.slice(0, 64)}" is installed. Installed: ${installed}.`,
  );
}
