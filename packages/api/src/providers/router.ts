import { procedure, router } from "../trpc.ts";
import { oneProvider, providerList, providerType } from "./schema.ts";

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
  });
