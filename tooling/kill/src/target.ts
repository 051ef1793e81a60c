import { requireTarget } from "@turnbolt/targets";
import type { Bystander, Subject, Target } from "@turnbolt/testkit";
import { openDoor } from "./door.ts";
import { pluginNamed } from "./plugins.ts";
import { openWire, type Wire } from "./wire.ts";

/** Where credentials are rotated; it lives in this process and survives every kill. */
export interface KillTarget {
  /** Leads over the wire. */
  readonly connection: Readonly<Record<string, unknown>>;
  readonly wire: Wire;
  readonly requests: Target["requests"];
  subject(): Promise<KillSubject>;
  /** Somebody else's credential beside ours. */
  bystander(): Promise<Bystander>;
  /** Every secret value that the target itself has made. */
  values(): readonly string[];
  stop(): Promise<void>;
}

/** One thing to rotate; strangers' credentials go as they come, where there are any. */
export type KillSubject = Pick<
  Subject,
  "parameters" | "accepts" | "held" | "plantStranger" | "removeStranger"
>;

/** Whether this machine has what the plugin's target needs; a missing server is said aloud, and an error in CI. */
export async function isHere(plugin: string): Promise<boolean> {
  const { needs } = await targetOf(plugin);
  return needs === null || requireTarget(needs);
}

/** The target of a plugin's own conformance tests, behind a wire on which calls can be caught. */
export async function startTarget(plugin: string): Promise<KillTarget> {
  const { start } = await targetOf(plugin);
  const target = await start({ now: () => Date.now() });
  const { to, through, close } = await wayTo(target);
  const wire = await openWire(to);
  return {
    wire,
    connection: through(wire.port),
    requests: target.requests,
    subject: () => target.subject(),
    bystander: () => (target.bystander ? target.bystander() : bystanderAt(target)),
    values: () => target.values?.() ?? [],
    stop: async () => {
      await wire.stop();
      await close?.();
      await target.stop();
    },
  };
}

async function targetOf(plugin: string) {
  const target = await pluginNamed(plugin).target();
  if (!target) throw new Error(`plugins/${plugin} has no test/target.ts`);
  return target;
}

interface Way {
  readonly to: { readonly host: string; readonly port: number };
  /** The connection, leading to this port instead. */
  readonly through: (port: number) => Readonly<Record<string, unknown>>;
  readonly close?: () => Promise<void>;
}

/** Where the target is: in the connection's host and port, or in the one address that it names. */
async function wayTo({ connection, fetch }: Target): Promise<Way> {
  const { host, port } = connection;
  if (typeof host === "string" && typeof port === "number")
    return { to: { host, port }, through: (other) => ({ ...connection, port: other }) };
  const field = ["baseUrl", "url"].find((name) => typeof connection[name] === "string");
  if (field === undefined)
    throw new Error("the target's connection has neither host and port nor an address");
  const url = new URL(String(connection[field]));
  // A target in memory gets an address of its own.
  const door = fetch ? await openDoor(url.origin, fetch) : null;
  if (door) Object.assign(url, { protocol: "http:", host: `127.0.0.1:${door.port}` });
  return {
    to: { host: url.hostname, port: Number(url.port) },
    through: (other) => {
      const led = new URL(url);
      led.port = String(other);
      return { ...connection, [field]: led.href.replace(/\/$/, "") };
    },
    ...(door && { close: door.close }),
  };
}

/** A subject that nobody asked us to touch, with a credential of somebody else's where there can be one. */
async function bystanderAt(target: Target): Promise<Bystander> {
  const subject = await target.subject();
  const planted = await subject.plantStranger?.();
  const before = [...(await subject.held())].sort().join();
  const { current } = subject;
  return {
    name: planted ?? current?.handle ?? before,
    isUntouched: async () =>
      [...(await subject.held())].sort().join() === before &&
      (!current || (await subject.accepts(current.secret))),
  };
}
