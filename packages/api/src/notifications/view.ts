import type { ChannelView, DeliveryView } from "./schema.ts";
import type { Delivery, StoredChannel } from "./store.ts";

/** A channel as people see it; of its secrets not even a part. */
export const channelView = ({ config, last, ...channel }: StoredChannel): ChannelView => ({
  id: channel.id,
  name: channel.name,
  kind: channel.kind,
  projectId: channel.projectId,
  events: channel.events,
  rotationTypes: channel.rotationTypes,
  environments: channel.environments,
  isEnabled: channel.isEnabled,
  settings: config,
  lastDelivery: last && { state: last.state, createdAt: last.at },
  createdAt: channel.createdAt,
  updatedAt: channel.updatedAt,
});

export const deliveryView = ({ payload, attempts, ...delivery }: Delivery): DeliveryView => ({
  id: delivery.id,
  channelId: delivery.channelId,
  event: delivery.event,
  message: typeof payload.message === "string" ? payload.message : "",
  rotationId: delivery.rotationId,
  state: delivery.state,
  happenedAt: delivery.at,
  createdAt: delivery.createdAt,
  endedAt: delivery.endedAt,
  nextAttemptAt: delivery.state === "waiting" ? delivery.nextAt : null,
  attempts: attempts.map(({ at, durationMs, status, error }) => ({
    startedAt: at,
    durationMs,
    status,
    error,
  })),
});
