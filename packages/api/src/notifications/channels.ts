import { randomBytes } from "node:crypto";
import { ApiError, invalid } from "../errors.ts";
import { assertProject } from "../people/member-service.ts";
import { type Actor, assertMay, projectsWhere } from "../permissions/actor.ts";
import type { Action } from "../permissions/policy.ts";
import { parsed } from "../read.ts";
import type { Parts } from "../services.ts";
import type { ChannelView, CreateChannel, ListChannels, UpdateChannel } from "./schema.ts";
import { type Apart, apart, openSecrets, sealSettings } from "./seal.ts";
import { type ChannelSettings, type Config, channelSettings } from "./settings.ts";
import type { Channel, StoredChannel } from "./store.ts";
import { channelView } from "./view.ts";

export type ChannelService = ReturnType<typeof channelService>;

/** A receiver has so long to learn a new signing secret. */
const BOTH_SIGN_MS = 86_400_000;

/** Where people and programs are told, by those who may say so in their project or in the installation. */
export const channelService = (parts: Parts) => ({
  async list({ projectId, limit, cursor }: ListChannels, actor: Actor) {
    if (projectId !== undefined) assertMay(actor, "read", "notifications", projectId);
    const projects = projectId === undefined ? projectsWhere(actor, "read", "notifications") : [projectId];
    const { items, next } = await parts.store.notifications.channels.list({ projects, limit, cursor });
    return { channels: items.map(channelView), nextCursor: next };
  },
  get: async (id: string, actor: Actor) => ({
    channel: channelView(await findChannel(parts, id, "read", actor)),
  }),
  create: (input: CreateChannel, actor: Actor) => create(parts, input, actor),
  update: (input: UpdateChannel, actor: Actor) => update(parts, input, actor),
  /** Gives it as it was. */
  async remove(id: string, actor: Actor) {
    const channel = await findChannel(parts, id, "delete", actor);
    await parts.store.notifications.channels.remove(id, actor);
    return { channel: channelView(channel) };
  },
  /** A new signing secret; for a day the one before it signs as well. */
  async renewSecret(id: string, actor: Actor) {
    const stored = await findChannel(parts, id, "edit", actor);
    if (stored.kind !== "webhook") throw invalid("Only what a webhook sends is signed.", "channelId");
    const { secret: previousSecret = "" } = await openSecrets(parts.engine.cipher, stored);
    const signingSecret = newSecret();
    const previousUntil = new Date(parts.engine.clock.now().getTime() + BOTH_SIGN_MS).toISOString();
    const secrets = { secret: signingSecret, previousSecret };
    const config = { ...stored.config, previousUntil };
    return { ...(await save(parts, stored, {}, { config, secrets }, actor)), signingSecret };
  },
});

async function create(
  parts: Parts,
  input: CreateChannel,
  actor: Actor,
): Promise<{ channel: ChannelView; signingSecret: string | null }> {
  const { settings: _settings, projectId, kind, ...fields } = input;
  assertMay(actor, "create", "notifications", projectId);
  if (projectId !== null) await assertProject(parts, projectId);
  assertCanMail(parts, input);
  const id = parts.engine.random.uuid();
  const owner = { id, projectId, version: 1, kind };
  const { config, secrets } = apart(input);
  const signingSecret = kind === "webhook" ? newSecret() : null;
  const all = signingSecret === null ? secrets : { ...secrets, secret: signingSecret };
  const stored = await sealSettings(parts.engine.cipher, owner, { config, secrets: all });
  await parts.store.notifications.channels.create({ ...fields, ...owner, ...stored }, actor);
  return { channel: channelView(await findChannel(parts, id, "read", actor)), signingSecret };
}

async function update(parts: Parts, { channelId, settings, ...input }: UpdateChannel, actor: Actor) {
  const stored = await findChannel(parts, channelId, "edit", actor);
  const before = { config: stored.config, secrets: await openSecrets(parts.engine.cipher, stored) };
  if (settings === undefined) return await save(parts, stored, input, before, actor);
  const given = parsed(channelSettings, { kind: stored.kind, settings });
  assertCanMail(parts, given);
  return await save(parts, stored, input, merged(stored.kind, before, apart(given)), actor);
}

/** New settings keep the secrets that were not sent, but take a password to no other server and no other user. */
function merged(kind: Channel["kind"], before: Apart, { config, secrets }: Apart): Apart {
  if (kind === "webhook") {
    const { previousUntil } = before.config;
    return {
      config: { ...config, ...(previousUntil !== undefined && { previousUntil }) },
      secrets: before.secrets,
    };
  }
  const kept = kind === "email" && loginOf(config) === loginOf(before.config) ? before.secrets : {};
  return { config, secrets: { ...kept, ...secrets } };
}

function loginOf(config: Channel["config"]): string {
  const { smtp } = config as unknown as Config["email"]; // of a channel of this kind
  return JSON.stringify([smtp?.host, smtp?.port, smtp?.security, smtp?.user]);
}

async function save(
  { store, engine }: Parts,
  stored: StoredChannel,
  { name, events, rotationTypes, environments, isEnabled }: Omit<UpdateChannel, "channelId" | "settings">,
  settings: Apart,
  actor: Actor,
): Promise<{ channel: ChannelView }> {
  const { last: _last, createdAt, updatedAt: _updated, ...before } = stored;
  const owner = { ...before, version: before.version + 1 };
  const changed: Channel = {
    ...owner,
    name: name ?? before.name,
    events: events ?? before.events,
    rotationTypes: rotationTypes === undefined ? before.rotationTypes : rotationTypes,
    environments: environments === undefined ? before.environments : environments,
    isEnabled: isEnabled ?? before.isEnabled,
    ...(await sealSettings(engine.cipher, owner, settings)),
  };
  const saved = await store.notifications.channels.update(changed, before.version, actor);
  if (!saved) throw new ApiError("conflict", "Somebody else changed the channel meanwhile: look again.");
  const found = await store.notifications.channels.find(stored.id);
  return {
    channel: channelView(found ?? { ...changed, createdAt, updatedAt: engine.clock.now(), last: null }),
  };
}

/** The channel, when the one who asks may do this with it. */
export async function findChannel(
  { store }: Pick<Parts, "store">,
  id: string,
  action: Action,
  actor: Actor,
): Promise<StoredChannel> {
  const found = await store.notifications.channels.find(id);
  if (!found) throw new ApiError("not-found", `There is no channel ${id}.`);
  assertMay(actor, action, "notifications", found.projectId);
  return found;
}

function assertCanMail({ notifier }: Parts, given: ChannelSettings): void {
  if (given.kind !== "email" || given.settings.smtp !== null || notifier.canMail) return;
  throw invalid(
    "This installation has no mail server: give one as settings.smtp, or have TURNBOLT_SMTP_URL set.",
    "settings",
    "smtp",
  );
}

/** As Standard Webhooks writes a secret of 256 bits. */
const newSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;
