import type { HttpMeta, HttpPath } from "../http-meta.ts";
import type { Plugins } from "../plugins.ts";
import { procedure, router } from "../trpc.ts";
import { aliasesRouter } from "./aliases.ts";
import * as schema from "./schema.ts";
import { createConnectionSchema } from "./schema-create.ts";

const ALL = "/api/v1/app-connections";

const offered = (
  method: HttpMeta["method"],
  path: HttpPath,
  summary: string,
  more: Partial<HttpMeta> = {},
): { http: HttpMeta } => ({ http: { method, path, summary, ...more } });

const ofApp = (
  method: HttpMeta["method"],
  below: string,
  summary: string,
  description?: string,
): { http: HttpMeta } =>
  offered(method, `${ALL}/{app}${below}`, summary, { perApp: true, ...(description && { description }) });

/** Stored admin access to targets; no answer carries a sensitive field. */
export const connectionsRouter = <const Ps extends Plugins>(plugins: Ps) =>
  router({
    apps: procedure
      .meta(offered("GET", `${ALL}/options`, "List the installed apps and the ways to log in there"))
      .output(schema.appsAnswer)
      .query(({ ctx }) => ctx.services.connections.apps()),
    list: procedure
      .meta(offered("GET", ALL, "List the connections of all apps"))
      .input(schema.listConnections.prefault({}))
      .output(schema.connectionsAnswer)
      .query(({ ctx, input }) => ctx.services.connections.list(input, ctx.actor)),
    listOfApp: procedure
      .meta(ofApp("GET", "", "List the connections of this app"))
      .input(schema.listConnections.required({ app: true }))
      .output(schema.connectionsAnswer)
      .query(({ ctx, input }) => ctx.services.connections.list(input, ctx.actor)),
    available: procedure
      .meta(ofApp("GET", "/available", "List the connections of this app that rotations may use"))
      .input(schema.availableConnections)
      .output(schema.connectionsAnswer)
      .query(({ ctx, input }) => ctx.services.connections.available(input, ctx.actor)),
    get: procedure
      .meta(ofApp("GET", "/{connectionId}", "Read a connection"))
      .input(schema.oneConnection)
      .output(schema.connectionAnswer)
      .query(({ ctx, input }) => ctx.services.connections.get(input, ctx.actor)),
    byName: procedure
      .meta(ofApp("GET", "/connection-name/{connectionName}", "Read the connection of this name"))
      .input(schema.connectionByName)
      .output(schema.connectionAnswer)
      .query(({ ctx, input }) => ctx.services.connections.byName(input, ctx.actor)),
    create: procedure
      .meta(
        ofApp(
          "POST",
          "",
          "Create a connection",
          "The target is contacted first: a login that does not work is not saved. The answer says which permissions the login has there and which it lacks.",
        ),
      )
      .input(createConnectionSchema(plugins))
      .output(schema.testedAnswer)
      .mutation(({ ctx, input }) => ctx.services.connections.create(input, ctx.actor)),
    update: procedure
      .meta(
        ofApp(
          "PATCH",
          "/{connectionId}",
          "Change a connection",
          "New credentials are tried at the target before they are saved, and free the rotations that a broken connection held.",
        ),
      )
      .input(schema.updateConnection)
      .output(schema.testedAnswer)
      .mutation(({ ctx, input }) => ctx.services.connections.update(input, ctx.actor)),
    test: procedure
      .meta(
        ofApp(
          "POST",
          "/{connectionId}/test",
          "Log in with a connection",
          "Changes nothing at the target. A broken connection that works again is mended.",
        ),
      )
      .input(schema.oneConnection)
      .output(schema.testedAnswer)
      .mutation(({ ctx, input }) => ctx.services.connections.test(input, ctx.actor)),
    state: procedure
      .meta(ofApp("GET", "/{connectionId}/state", "Read how a connection is doing"))
      .input(schema.oneConnection)
      .output(schema.connectionState)
      .query(({ ctx, input }) => ctx.services.connections.state(input, ctx.actor)),
    dependants: procedure
      .meta(ofApp("GET", "/{connectionId}/dependants", "List the rotations that go through a connection"))
      .input(schema.dependantsQuery)
      .output(schema.dependantsAnswer)
      .query(({ ctx, input }) => ctx.services.connections.dependants(input, ctx.actor)),
    options: procedure
      .meta(
        ofApp(
          "GET",
          "/{connectionId}/options/{parameter}",
          "List the choices that a target has for a parameter",
          "Asked of the target when this is called.",
        ),
      )
      .input(schema.choicesQuery)
      .output(schema.choicesAnswer)
      .query(({ ctx, input }) => ctx.services.connections.options(input, ctx.actor)),
    aliases: aliasesRouter(plugins),
    delete: procedure
      .meta(
        ofApp(
          "DELETE",
          "/{connectionId}",
          "Delete a connection",
          "Refused while rotations use it, naming them.",
        ),
      )
      .input(schema.oneConnection)
      .output(schema.connectionAnswer)
      .mutation(({ ctx, input }) => ctx.services.connections.remove(input, ctx.actor)),
  });
