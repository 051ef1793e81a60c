import { openProcedure, router } from "../trpc.ts";

/** Whether the product can work; for everybody. */
export const healthRouter = () =>
  router({
    ready: openProcedure.query(({ ctx }) => ctx.services.health.ready()),
  });
