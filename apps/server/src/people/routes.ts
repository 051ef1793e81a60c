import { TRPCError } from "@trpc/server";
import { type Actor, ApiError, type From } from "@turnbolt/api";
import { refusalOf } from "@turnbolt/http";
import { createPeopleStore, type Database, writeAudit } from "@turnbolt/store";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import * as z from "zod";
import type { Auth } from "./auth.ts";
import { isFromOurPage } from "./same-origin.ts";
import type { Tries } from "./tries.ts";

export interface AuthRoutes {
  readonly auth: Auth;
  readonly tries: Tries;
  readonly publicUrl: string | undefined;
  readonly database: Database;
}

interface Env {
  Variables: { requestId: string; from: From };
}

const credentials = z.object({
  // What is none, as a password in the wrong field, goes no further.
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  password: z.string().max(256),
  /** Otherwise the session ends with the browser, or after a day. */
  remember: z.boolean().default(true),
});

/** A path of ours: nobody is sent elsewhere after signing in. */
const somewhere = z.object({
  returnTo: z
    .string()
    .max(2048)
    .regex(/^\/(?![/\\])[^\s\\]*$/, "a path on this server, as /projects")
    .default("/"),
});

/**
 * Signing in and out, for browsers: what is behind a cookie instead of a token, and so not among the procedures. Nothing
 * here is done for another site's page, signing in included.
 */
export function authRoutes(parts: AuthRoutes): Hono<Env> {
  const { auth, tries } = parts;
  const routes = new Hono<Env>();
  routes.on("POST", ["/sign-in", "/sign-out", "/identity-provider"], async (context, next) => {
    if (isForeign(context.req.raw, parts.publicUrl)) throw notOurPage();
    return await next();
  });
  routes.post("/sign-in", async (context) => {
    const { email, password, remember } = await bodyOf(context, credentials);
    const { from } = context.var;
    await tries.signIn(from.address, email);
    const body = { email, password, rememberMe: remember };
    const answer = await auth.ask(
      "/sign-in/email",
      { method: "POST", cookies: "", ...agentOf(context), body },
      from,
    );
    if (!answer.ok) {
      await noteRefusal(parts, email, from);
      throw new ApiError("unauthorized", "The e-mail address or the password is wrong.");
    }
    const { user } = signedIn.parse(await answer.json());
    return withCookies(context.json({ person: user }), answer);
  });
  routes.post("/sign-out", async (context) => {
    const cookies = context.req.header("cookie") ?? "";
    const answer = await auth.ask("/sign-out", { method: "POST", cookies, body: {} }, context.var.from);
    return withCookies(context.json({}), answer);
  });
  routes.post("/identity-provider", async (context) => {
    const { returnTo } = await bodyOf(context, somewhere);
    await tries.signIn(context.var.from.address, null);
    const body = {
      provider: "oidc",
      callbackURL: returnTo,
      errorCallbackURL: "/sign-in",
      disableRedirect: true,
    };
    const answer = await auth.ask("/sign-in/social", { method: "POST", cookies: "", body }, context.var.from);
    if (!answer.ok)
      throw new ApiError("timeout", "The identity provider cannot be used now: try again later.");
    const { url } = z.object({ url: z.url() }).parse(await answer.json());
    return withCookies(context.json({ url }), answer);
  });
  routes.get("/callback/oidc", async (context) => {
    const cookies = context.req.header("cookie") ?? "";
    const query = new URL(context.req.url).search;
    const request = { method: "GET", cookies, query, ...agentOf(context) } as const;
    return await auth.ask("/callback/oidc", request, context.var.from);
  });
  routes.onError((error, context) => {
    const { body, headers, isFault } = refusalOf(error, context.get("requestId"));
    if (isFault) throw error;
    return context.json(body, body.statusCode as ContentfulStatusCode, { ...headers }); // one of those with a body
  });
  return routes;
}

const signedIn = z.object({ user: z.object({ id: z.string(), email: z.string(), name: z.string() }) });

/** A program that signs in says nothing of where it is; a browser always does. */
const isForeign = (request: Request, publicUrl: string | undefined): boolean =>
  ["origin", "sec-fetch-site", "cookie"].some((name) => request.headers.has(name)) &&
  !isFromOurPage(request, publicUrl);

const notOurPage = () => new ApiError("forbidden", "This request does not come from a page of this server.");

async function bodyOf<T extends z.ZodType>(context: Context<Env>, schema: T): Promise<z.output<T>> {
  const body: unknown = await context.req.json().catch(() => {
    throw new ApiError("invalid", "The body is not JSON.");
  });
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new TRPCError({ code: "BAD_REQUEST", cause: read.error });
}

const agentOf = (context: Context<Env>) => ({ userAgent: context.req.header("user-agent") });

/** What better-auth set, and nothing else of its answer: the token of a session is for the cookie alone. */
function withCookies(answer: Response, of: Response): Response {
  for (const cookie of of.headers.getSetCookie()) answer.headers.append("set-cookie", cookie);
  return answer;
}

/** Only where there is somebody of that address: people type their password in the wrong place. */
async function noteRefusal({ database }: AuthRoutes, email: string, from: From): Promise<void> {
  const person = await createPeopleStore(database).findByEmail(email);
  if (!person) return;
  const author: Pick<Actor, "id" | keyof From> = { ...from, id: `user:${person.id}` };
  await writeAudit(
    database,
    { kind: "sign-in.refused", message: "a password was wrong", data: { personId: person.id } },
    author,
  );
}
