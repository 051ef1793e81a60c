import type { Plugins } from "../plugins.ts";
import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const ONE = "/api/v1/app-connections/{app}/{id}";

/** Stored admin access to targets; no answer carries a sensitive field. */
export const connectionsRouter = <const Ps extends Plugins>(plugins: Ps) =>
  router({
    create: procedure
      .meta({ http: { method: "POST", path: "/api/v1/app-connections/{app}" } })
      .input(schema.createConnectionSchema(plugins))
      .mutation(({ ctx, input }) => ctx.services.connections.create(input, ctx.actor)),
    update: procedure
      .meta({ http: { method: "PATCH", path: ONE } })
      .input(schema.updateConnection)
      .mutation(({ ctx, input }) => ctx.services.connections.update(input, ctx.actor)),
    list: procedure
      .meta({ http: { method: "GET", path: "/api/v1/app-connections" } })
      .input(schema.listConnections.prefault({}))
      .query(({ ctx, input }) => ctx.services.connections.list(input)),
    get: procedure
      .meta({ http: { method: "GET", path: ONE } })
      .input(schema.connectionId)
      .query(({ ctx, input }) => ctx.services.connections.get(input.id)),
    test: procedure
      .input(schema.connectionId)
      .mutation(({ ctx, input }) => ctx.services.connections.test(input.id, ctx.actor)),
    delete: procedure
      .meta({ http: { method: "DELETE", path: ONE } })
      .input(schema.connectionId)
      .mutation(({ ctx, input }) => ctx.services.connections.remove(input.id, ctx.actor)),
  });
