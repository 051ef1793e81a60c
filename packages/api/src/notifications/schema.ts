import { toldEvents } from "@turnbolt/core";
import * as z from "zod";
import { instant, nextCursor, paging } from "../shapes.ts";
import { byKind } from "./settings.ts";

const events = z.array(z.enum(toldEvents)).min(1).max(toldEvents.length).meta({
  description: "What to tell",
});
const some = (what: string) =>
  z.array(z.string().min(1).max(64)).min(1).max(100).nullable().meta({ description: what });

const fields = {
  name: z.string().trim().min(1).max(64),
  events,
  rotationTypes: some("Only of rotations of these types; null: of every type"),
  environments: some("Only of these environments, by slug; null: of every one"),
  isEnabled: z.boolean(),
};

const create = {
  ...fields,
  projectId: z.uuid().nullable().default(null).meta({ description: "Null: the whole installation" }),
  events: events.default([...toldEvents]),
  rotationTypes: fields.rotationTypes.default(null),
  environments: fields.environments.default(null),
  isEnabled: fields.isEnabled.default(true),
};

export const createChannel = z.discriminatedUnion("kind", [
  byKind.webhook.extend(create),
  byKind.email.extend(create),
  byKind.slack.extend(create),
]);
export type CreateChannel = z.output<typeof createChannel>;

export const channelId = z.object({ channelId: z.uuid() });

export const updateChannel = channelId.extend({
  name: fields.name.optional(),
  events: fields.events.optional(),
  rotationTypes: fields.rotationTypes.optional(),
  environments: fields.environments.optional(),
  isEnabled: fields.isEnabled.optional(),
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: "Whole, as for a new channel of its kind; a password that is left out stays" }),
});
export type UpdateChannel = z.output<typeof updateChannel>;

export const listChannels = z.object({
  projectId: z.uuid().optional().meta({ description: "Without a project: all that you may see" }),
  limit: paging.limit.unwrap().default(100),
  cursor: paging.cursor,
});
export type ListChannels = z.output<typeof listChannels>;

export const listDeliveries = channelId.extend({
  state: z.enum(["waiting", "delivered", "given-up"]).optional(),
  limit: paging.limit.unwrap().default(50),
  cursor: paging.cursor,
});
export type ListDeliveries = z.output<typeof listDeliveries>;

export const deliveryId = z.object({ deliveryId: z.uuid() });

const channel = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(["webhook", "email", "slack"]),
  projectId: z.uuid().nullable(),
  events: z.array(z.string()),
  rotationTypes: z.array(z.string()).nullable(),
  environments: z.array(z.string()).nullable(),
  isEnabled: z.boolean(),
  settings: z.record(z.string(), z.unknown()).meta({ description: "Without its secrets" }),
  lastDelivery: z.object({ state: z.string(), createdAt: instant }).nullable(),
  createdAt: instant,
  updatedAt: instant,
});
export type ChannelView = z.output<typeof channel>;

const delivery = z.object({
  id: z.uuid().meta({ description: "The `webhook-id`, the same each time it is sent" }),
  channelId: z.uuid(),
  event: z.string(),
  message: z.string(),
  rotationId: z.uuid().nullable(),
  state: z.enum(["waiting", "delivered", "given-up"]),
  happenedAt: instant,
  createdAt: instant,
  endedAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
  attempts: z.array(
    z.object({
      startedAt: instant,
      durationMs: z.int(),
      status: z.int().nullable().meta({ description: "What an HTTP server answered" }),
      error: z.string().nullable().meta({ description: "Null: it was taken" }),
    }),
  ),
});
export type DeliveryView = z.output<typeof delivery>;

const secret = z
  .string()
  .meta({ description: "Signs what is sent, as Standard Webhooks says; told this once" });

export const answers = {
  channel: z.object({ channel }),
  channels: z.object({ channels: z.array(channel), nextCursor }),
  created: z.object({ channel, signingSecret: secret.nullable() }),
  renewed: z.object({ channel, signingSecret: secret }),
  delivery: z.object({ delivery }),
  deliveries: z.object({ deliveries: z.array(delivery), nextCursor }),
};
