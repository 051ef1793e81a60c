import { openProcedure, router } from "../trpc.ts";

/** Whether the product can work; for everybody. */
export const healthRouter = () =>
  router({
    ready: openProcedure
      .meta({ internal: "over HTTP, GET /readyz says it" })
      .query(({ ctx }) => ctx.services.health.ready()),
  });
