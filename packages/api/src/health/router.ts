import { openProcedure, procedure, router } from "../trpc.ts";
import { about } from "./schema.ts";

/** Whether the product can work, for everybody; and what it is, for everybody who is known. */
export const healthRouter = () =>
  router({
    ready: openProcedure
      .meta({ internal: "over HTTP, GET /readyz says it" })
      .query(({ ctx }) => ctx.services.health.ready()),
    about: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v2/about",
          summary: "Say what is installed, and since when it runs",
        },
      })
      .output(about)
      .query(({ ctx }) => ctx.services.health.about()),
  });
