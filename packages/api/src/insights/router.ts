import { procedure, router } from "../trpc.ts";
import { overview, overviewOf } from "./schema.ts";
import { calendar, calendarOf } from "./schema-calendar.ts";

/** What screens ask about many rotations at once. */
export const insightsRouter = () =>
  router({
    overview: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v2/insights/overview",
          summary: "Read how all rotations are doing",
          description: "Counts, the worst with what helps, the starts of the next day, and the last 30 days.",
        },
      })
      .input(overviewOf.prefault({}))
      .output(overview)
      .query(({ ctx, input }) => ctx.services.insights.overview(input, ctx.actor)),
    calendar: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v2/insights/calendar",
          summary: "Read past runs and planned starts by day",
        },
      })
      .input(calendarOf)
      .output(calendar)
      .query(({ ctx, input }) => ctx.services.insights.calendar(input, ctx.actor)),
  });
