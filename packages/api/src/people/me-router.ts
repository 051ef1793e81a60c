import * as z from "zod";
import { procedure, router } from "../trpc.ts";
import * as schema from "./me-schema.ts";
import { endedAnswer } from "./schema.ts";

const ME = "/api/v1/me";

/** What everybody may ask and do for themselves. */
export const meRouter = () =>
  router({
    get: procedure
      .meta({
        http: {
          method: "GET",
          path: ME,
          summary: "Say who you are, and what you may do where",
        },
      })
      .output(schema.me)
      .query(({ ctx }) => ctx.services.me.get(ctx.actor)),
    rename: procedure
      .meta({ http: { method: "PATCH", path: ME, summary: "Change your name" } })
      .input(schema.rename)
      .output(schema.me)
      .mutation(({ ctx, input }) => ctx.services.me.rename(input.name, ctx.actor)),
    changePassword: procedure
      .meta({
        http: {
          method: "POST",
          path: `${ME}/password`,
          summary: "Change your password",
          description: "Ends every other session of yours.",
        },
      })
      .input(schema.changePassword)
      .output(z.object({}))
      .mutation(({ ctx, input }) => ctx.services.me.changePassword(input, ctx.actor)),
    sessions: procedure
      .meta({ http: { method: "GET", path: `${ME}/sessions`, summary: "List where you are signed in" } })
      .output(schema.sessionsAnswer)
      .query(({ ctx }) => ctx.services.me.sessions(ctx.actor)),
    endSession: procedure
      .meta({
        http: { method: "DELETE", path: `${ME}/sessions/{sessionId}`, summary: "End one session of yours" },
      })
      .input(schema.sessionById)
      .output(endedAnswer)
      .mutation(({ ctx, input }) => ctx.services.me.endSession(input.sessionId, ctx.actor)),
    endSessions: procedure
      .meta({ http: { method: "DELETE", path: `${ME}/sessions`, summary: "Sign out everywhere" } })
      .input(schema.endSessions.prefault({}))
      .output(endedAnswer)
      .mutation(({ ctx, input }) => ctx.services.me.endSessions(input.keepCurrent, ctx.actor)),
  });
