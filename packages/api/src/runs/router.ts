import { tracked } from "@trpc/server";
import { procedure, router, told } from "../trpc.ts";
import { listRuns, runId } from "./schema.ts";

/** Tries at rotations, with their steps. */
export const runsRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: "/api/v2/secret-rotations/{type}/{rotationId}/runs" } })
      .input(listRuns)
      .query(({ ctx, input }) => ctx.services.runs.list(input)),
    get: procedure
      .meta({ http: { method: "GET", path: "/api/v2/rotation-runs/{id}" } })
      .input(runId)
      .query(({ ctx, input }) => ctx.services.runs.get(input.id)),
    live: procedure.input(runId).subscription(async function* ({ ctx, input, signal }) {
      let count = 0;
      for await (const run of told(ctx.services.runs.follow(input.id, signal)))
        yield tracked(String(count++), run);
    }),
    retry: procedure.input(runId).mutation(({ ctx, input }) => ctx.services.runs.retry(input.id, ctx.actor)),
    cancel: procedure
      .input(runId)
      .mutation(({ ctx, input }) => ctx.services.runs.cancel(input.id, ctx.actor)),
  });
