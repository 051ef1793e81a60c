import { procedure, router } from "../trpc.ts";
import { optionsQuery, providerType } from "./schema.ts";

/** The installed plugins. */
export const providersRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: "/api/v2/secret-rotations/options" } })
      .query(({ ctx }) => ctx.services.providers.list()),
    get: procedure.input(providerType).query(({ ctx, input }) => ctx.services.providers.get(input.type)),
    options: procedure
      .meta({
        http: { method: "GET", path: "/api/v1/app-connections/{app}/{connectionId}/options/{parameter}" },
      })
      .input(optionsQuery)
      .query(({ ctx, input }) => ctx.services.providers.options(input)),
  });
