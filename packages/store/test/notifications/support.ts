import { randomUUID } from "node:crypto";
import type { LifecycleEvent } from "@turnbolt/core";
import {
  type Channel,
  type ClaimedDelivery,
  createLedger,
  createNotificationStore,
  type NotificationStore,
  type SendRequest,
} from "../../src/index.ts";
import { by, type Store } from "../support.ts";

export const EVE = by("user:eve");

/** A channel of the store's project that asks for everything, but for what is said otherwise. */
export async function aChannel({ database, place }: Store, fields: Partial<Channel> = {}): Promise<Channel> {
  const id = randomUUID();
  const channel: Channel = {
    id,
    projectId: place.projectId,
    name: `channel-${id}`,
    kind: "webhook",
    version: 1,
    config: { url: "https://hooks.test" },
    sealed: { secret: new Uint8Array([1, 2, 3]) },
    events: ["rotation.succeeded", "rotation.failed", "connection.broken"],
    rotationTypes: null,
    environments: null,
    isEnabled: true,
    ...fields,
  };
  await createNotificationStore(database).channels.create(channel, EVE);
  return channel;
}

/** Something happens to a rotation. */
export async function happens(
  { database }: Store,
  rotationId: string,
  event: Partial<LifecycleEvent> = {},
): Promise<void> {
  const told = { kind: "rotation.succeeded" as const, message: "published", data: { version: 3 }, ...event };
  await createLedger({ database, owner: "folder-1" }).command(rotationId, () => ({ events: [told] }));
}

export async function deliveriesOf({ deliveries }: NotificationStore, channel: Pick<Channel, "id">) {
  return (await deliveries.list({ channelId: channel.id, limit: 100 })).items;
}

export const request: SendRequest = { owner: "folder-1", limit: 100, perChannel: 2, full: [] };

/** What an attempt leaves. */
export const anAttempt = (error: string | null = null) => ({
  at: new Date("2026-01-02T03:04:05.678Z"),
  durationMs: 12,
  status: error ? 500 : 200,
  error,
});

/** What is answered without waiting for anybody's lock. */
export const atOnce = <T>(answer: Promise<T>): Promise<T> =>
  Promise.race([
    answer,
    new Promise<never>((_, reject) => setTimeout(reject, 5_000, new Error("it waited for somebody else"))),
  ]);

export const idsOf = (claimed: readonly ClaimedDelivery[]): readonly string[] =>
  claimed.map(({ delivery }) => delivery.id);
