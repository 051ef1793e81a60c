import { tracked } from "@trpc/server";
import { procedure, router, told } from "../trpc.ts";
import { listRuns, oneRun, oneRunAnswer, runList } from "./schema.ts";

const ONE = "/api/v2/rotation-runs/{runId}";

/** Tries at rotations, with their steps. */
export const runsRouter = () =>
  router({
    list: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v2/secret-rotations/{type}/{rotationId}/runs",
          summary: "List the runs of a rotation, the newest first",
          perType: true,
        },
      })
      .input(listRuns)
      .output(runList)
      .query(({ ctx, input }) => ctx.services.runs.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: ONE, summary: "Read a run with its steps" } })
      .input(oneRun)
      .output(oneRunAnswer)
      .query(({ ctx, input }) => ctx.services.runs.get(input.runId, ctx.actor)),
    live: procedure
      .meta({ internal: "a stream of events; over HTTP a run is read again" })
      .input(oneRun)
      .subscription(async function* ({ ctx, input, signal }) {
        let count = 0;
        for await (const run of told(ctx.services.runs.follow(input.runId, ctx.actor, signal)))
          yield tracked(String(count++), run);
      }),
    retry: procedure
      .meta({ http: { method: "POST", path: `${ONE}/retry`, summary: "Try a run again now" } })
      .input(oneRun)
      .output(oneRunAnswer)
      .mutation(({ ctx, input }) => ctx.services.runs.retry(input.runId, ctx.actor)),
    cancel: procedure
      .meta({
        http: { method: "POST", path: `${ONE}/cancel`, summary: "Take a run back that has not begun" },
      })
      .input(oneRun)
      .output(oneRunAnswer)
      .mutation(({ ctx, input }) => ctx.services.runs.cancel(input.runId, ctx.actor)),
  });
