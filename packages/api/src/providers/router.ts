import { procedure, router } from "../trpc.ts";
import { choices, oneProvider, optionsQuery, providerList, providerType } from "./schema.ts";

const ALL = "/api/v2/rotation-providers";

/** The installed plugins. */
export const providersRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: ALL, summary: "List the installed plugins with their forms" } })
      .output(providerList)
      .query(({ ctx }) => ctx.services.providers.list()),
    get: procedure
      .meta({ http: { method: "GET", path: `${ALL}/{type}`, summary: "Read what a plugin declares" } })
      .input(providerType)
      .output(oneProvider)
      .query(({ ctx, input }) => ctx.services.providers.get(input.type)),
    options: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v1/app-connections/{app}/{connectionId}/options/{parameter}",
          summary: "List the choices that a target has for a parameter",
        },
      })
      .input(optionsQuery)
      .output(choices)
      .query(({ ctx, input }) => ctx.services.providers.options(input, ctx.actor)),
  });
