import type { Database } from "../database.ts";
import { channelStore } from "./channels.ts";
import { deliveryStore } from "./deliveries.ts";
import { fanOut } from "./fan-out.ts";
import { sendStore } from "./send.ts";
import { tellDue } from "./tell-due.ts";

export type NotificationStore = ReturnType<typeof createNotificationStore>;

/** Who wants to be told of what, and what is on its way to them. */
export const createNotificationStore = (database: Database) => ({
  channels: channelStore(database),
  deliveries: deliveryStore(database),
  outbox: {
    ...sendStore(database),
    fanOut: (limit: number) => fanOut(database, limit),
    tellDue: (limit: number) => tellDue(database, limit),
  },
});

export type { Channel, ChannelQuery, StoredChannel } from "./channels.ts";
export type { Delivery, DeliveryQuery } from "./deliveries.ts";
export type { Claimed as ClaimedDelivery, Outcome, SendRequest } from "./send.ts";
