import { procedure, router } from "../trpc.ts";
import * as schema from "./schema.ts";

const { answers } = schema;
const CHANNELS = "/api/v1/notification-channels";
const CHANNEL = `${CHANNELS}/{channelId}` as const;

/** Where people and programs are told. */
export const channelsRouter = () =>
  router({
    list: procedure
      .meta({ http: { method: "GET", path: CHANNELS, summary: "List channels" } })
      .input(schema.listChannels.prefault({}))
      .output(answers.channels)
      .query(({ ctx, input }) => ctx.services.channels.list(input, ctx.actor)),
    get: procedure
      .meta({ http: { method: "GET", path: CHANNEL, summary: "Get a channel" } })
      .input(schema.channelId)
      .output(answers.channel)
      .query(({ ctx, input }) => ctx.services.channels.get(input.channelId, ctx.actor)),
    create: procedure
      .meta({
        http: {
          method: "POST",
          path: CHANNELS,
          summary: "Make a channel",
          description: "The signing secret of a webhook is told this once.",
        },
      })
      .input(schema.createChannel)
      .output(answers.created)
      .mutation(({ ctx, input }) => ctx.services.channels.create(input, ctx.actor)),
    update: procedure
      .meta({
        http: {
          method: "PATCH",
          path: CHANNEL,
          summary: "Change a channel",
          description: "One that is switched off gives up what waits for it.",
        },
      })
      .input(schema.updateChannel)
      .output(answers.channel)
      .mutation(({ ctx, input }) => ctx.services.channels.update(input, ctx.actor)),
    delete: procedure
      .meta({ http: { method: "DELETE", path: CHANNEL, summary: "Delete a channel with its deliveries" } })
      .input(schema.channelId)
      .output(answers.channel)
      .mutation(({ ctx, input }) => ctx.services.channels.remove(input.channelId, ctx.actor)),
    renewSecret: procedure
      .meta({
        http: {
          method: "POST",
          path: `${CHANNEL}/renew-secret`,
          summary: "Give a webhook a new signing secret",
          description: "For a day, what is sent carries a signature by the secret before as well.",
        },
      })
      .input(schema.channelId)
      .output(answers.renewed)
      .mutation(({ ctx, input }) => ctx.services.channels.renewSecret(input.channelId, ctx.actor)),
    test: procedure
      .meta({
        http: {
          method: "POST",
          path: `${CHANNEL}/test`,
          summary: "Send a test",
          description: "Answers with what came of it; a test that fails is not tried again.",
        },
      })
      .input(schema.channelId)
      .output(answers.delivery)
      .mutation(({ ctx, input }) => ctx.services.deliveries.test(input.channelId, ctx.actor)),
  });

/** What was told, and what came of it. */
export const deliveriesRouter = () =>
  router({
    list: procedure
      .meta({
        http: { method: "GET", path: `${CHANNEL}/deliveries`, summary: "List deliveries, the newest first" },
      })
      .input(schema.listDeliveries)
      .output(answers.deliveries)
      .query(({ ctx, input }) => ctx.services.deliveries.list(input, ctx.actor)),
    sendAgain: procedure
      .meta({
        http: {
          method: "POST",
          path: "/api/v1/notification-deliveries/{deliveryId}/send-again",
          summary: "Send a delivery again",
          description:
            "Under the same id. Answers with what came of it; one that fails is tried again as a new one is.",
        },
      })
      .input(schema.deliveryId)
      .output(answers.delivery)
      .mutation(({ ctx, input }) => ctx.services.deliveries.again(input.deliveryId, ctx.actor)),
  });
