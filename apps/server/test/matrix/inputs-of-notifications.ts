import type { Make } from "./inputs.ts";
import { HERE, type World } from "./world.ts";

/** Nobody listens there, and it is known at once. */
const settings = { url: "http://127.0.0.1:9/hook" };

const channel = ({ next }: World, projectId: string | null) => ({
  kind: "webhook",
  name: `${HERE}-${next()}`,
  projectId,
  settings,
});

const aChannel = async (world: World) => ({
  channelId: await world.root("channels.create", channel(world, world.here), "channel.id"),
});

const theInstallations = async (world: World) => ({
  channelId: await world.root("channels.create", channel(world, null), "channel.id"),
});

const aDelivery = async (world: World) => ({
  deliveryId: await world.root("channels.test", await aChannel(world), "delivery.id"),
});

export const inputsOfNotifications: Readonly<Record<string, Make>> = {
  "channels.list": ({ here }) => ({ projectId: here }),
  "channels.list:anywhere": () => ({}),
  "channels.get": aChannel,
  "channels.get:installation": theInstallations,
  "channels.create": (world) => channel(world, world.here),
  "channels.create:installation": (world) => channel(world, null),
  "channels.update": async (world) => ({ ...(await aChannel(world)), isEnabled: false }),
  "channels.delete": aChannel,
  "channels.renewSecret": aChannel,
  "channels.test": aChannel,
  "deliveries.list": aChannel,
  "deliveries.sendAgain": aDelivery,
};
