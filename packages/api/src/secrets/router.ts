import { procedure, router } from "../trpc.ts";
import { folder, oneSecret } from "./schema.ts";

/** What rotations publish. */
export const secretsRouter = () =>
  router({
    list: procedure.input(folder).query(({ ctx, input }) => ctx.services.secrets.list(input)),
    read: procedure
      .meta({ http: { method: "GET", path: "/api/v4/secrets/{name}" } })
      .input(oneSecret)
      .query(({ ctx, input }) => ctx.services.secrets.read(input, ctx.actor)),
  });
