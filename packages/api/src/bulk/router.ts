import { tracked } from "@trpc/server";
import { procedure, router, told } from "../trpc.ts";
import * as schema from "./schema.ts";

const ALL = "/api/v2/bulk-jobs";
const ONE = `${ALL}/{jobId}` as const;

/** One command for many rotations, with how far it is. */
export const bulkRouter = () =>
  router({
    start: procedure
      .meta({
        http: {
          method: "POST",
          path: ALL,
          summary: "Rotate, pause or resume many rotations",
          description:
            "Answers at once. Every rotation gets the ordinary command, for which the rules of that one hold; what may not be done to one of them is told with it.",
          requestKey: true,
        },
      })
      .input(schema.startBulk)
      .output(schema.oneJobAnswer)
      .mutation(({ ctx, input }) => ctx.services.bulk.start(input, ctx.actor)),
    list: procedure
      .meta({ http: { method: "GET", path: ALL, summary: "List bulk jobs, the newest first" } })
      .input(schema.listJobs.prefault({}))
      .output(schema.jobList)
      .query(({ ctx, input }) => ctx.services.bulk.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: ONE, summary: "Read how far a bulk job is" } })
      .input(schema.oneJob)
      .output(schema.oneJobAnswer)
      .query(({ ctx, input }) => ctx.services.bulk.get(input, ctx.actor)),
    items: procedure
      .meta({ http: { method: "GET", path: `${ONE}/items`, summary: "List the rotations of a bulk job" } })
      .input(schema.listItems)
      .output(schema.itemList)
      .query(({ ctx, input }) => ctx.services.bulk.items(input, ctx.actor)),
    cancel: procedure
      .meta({
        http: {
          method: "POST",
          path: `${ONE}/cancel`,
          summary: "Stop a bulk job",
          description: "What has not begun does not begin; what has goes on.",
        },
      })
      .input(schema.oneJob)
      .output(schema.oneJobAnswer)
      .mutation(({ ctx, input }) => ctx.services.bulk.cancel(input, ctx.actor)),
    live: procedure
      .meta({ internal: "a stream of events; over HTTP a job is read again" })
      .input(schema.oneJob)
      .subscription(async function* ({ ctx, input, signal }) {
        let count = 0;
        for await (const job of told(ctx.services.bulk.follow(input.jobId, ctx.actor, signal)))
          yield tracked(String(count++), job);
      }),
  });
