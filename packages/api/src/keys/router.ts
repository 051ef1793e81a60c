import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

/** The key that wraps the data keys, and how another takes over; for who runs the installation. */
export const keysRouter = () =>
  router({
    status: procedure
      .meta({
        http: {
          method: "GET",
          path: "/api/v2/keys",
          summary: "Read which key seals, and how far a re-wrap is",
        },
      })
      .output(schema.keyStatus)
      .query(({ ctx }) => ctx.services.keys.status(ctx.actor)),
    rewrap: procedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v2/keys/rewrap",
          summary: "Let another key take over",
          description:
            "Every process has to have both keys. The new one seals at once; the data keys are wrapped with it in the background, and no value is touched.",
        },
      })
      .input(schema.startRewrap)
      .output(schema.rewrapAnswer)
      .mutation(({ ctx, input }) => ctx.services.keys.rewrap(input, ctx.actor)),
  });
