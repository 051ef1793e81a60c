import { ApiError } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { findChannel } from "./channels.ts";
import type { DeliveryView, ListDeliveries } from "./schema.ts";
import type { ClaimedDelivery, Delivery } from "./store.ts";
import { deliveryView } from "./view.ts";

export type DeliveryService = ReturnType<typeof deliveryService>;

/** What was told, to whom, and what came of it. */
export const deliveryService = (parts: Parts) => ({
  async list({ channelId, ...query }: ListDeliveries, actor: Actor) {
    await findChannel(parts, channelId, "read", actor);
    const { items, next } = await parts.store.notifications.deliveries.list({ channelId, ...query });
    return { deliveries: items.map(deliveryView), nextCursor: next };
  },
  /** Sends something that says no more than that the channel works; answers with what came of it. */
  async test(channelId: string, actor: Actor) {
    const channel = await findChannel(parts, channelId, "edit", actor);
    return await send(
      parts,
      await parts.store.notifications.deliveries.test(channel, parts.notifier.owner, actor),
    );
  },
  /** Sends the same once more, under the same id; answers with what came of it. */
  async again(id: string, actor: Actor) {
    const { channelId } = await find(parts, id);
    await findChannel(parts, channelId, "edit", actor);
    const claimed = await parts.store.notifications.deliveries.again(id, parts.notifier.owner, actor);
    if (!claimed) throw new ApiError("conflict", "It is being sent right now: look again in a moment.");
    return await send(parts, claimed);
  },
});

async function send(parts: Parts, claimed: ClaimedDelivery): Promise<{ delivery: DeliveryView }> {
  await parts.notifier.send(claimed);
  return { delivery: deliveryView(await find(parts, claimed.delivery.id)) };
}

async function find({ store }: Pick<Parts, "store">, id: string): Promise<Delivery> {
  const found = await store.notifications.deliveries.find(id);
  if (!found) throw new ApiError("not-found", `There is no delivery ${id}.`);
  return found;
}
