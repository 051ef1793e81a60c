import type { Binding, Cipher } from "@turnbolt/core";
import type { ChannelSettings, Config, OpenSettings } from "./settings.ts";
import type { Channel } from "./store.ts";

type Owner = Pick<Channel, "id" | "projectId" | "version" | "kind">;
type Stored = Pick<Channel, "config" | "sealed">;

/** What may be seen of settings, and what is a secret. */
export interface Apart {
  readonly config: Channel["config"];
  readonly secrets: Readonly<Record<string, string>>;
}

/** What is kept of a channel's settings: texts that are secrets are sealed for this version of it. */
export async function sealSettings(
  cipher: Cipher,
  owner: Owner,
  {
    config,
    secrets,
  }: { readonly config: Channel["config"]; readonly secrets: Readonly<Record<string, string>> },
): Promise<Stored> {
  const sealed: Record<string, Uint8Array> = {};
  for (const [field, value] of Object.entries(secrets)) {
    sealed[field] = await cipher.seal(bindingOf(owner, field), value);
  }
  return { config, sealed };
}

/** The secrets of a channel, by field. */
export async function openSecrets(
  cipher: Cipher,
  channel: Owner & Stored,
): Promise<Readonly<Record<string, string>>> {
  const opened: Record<string, string> = {};
  for (const [field, sealed] of Object.entries(channel.sealed)) {
    opened[field] = await cipher.open(bindingOf(channel, field), sealed);
  }
  return opened;
}

/** Settings as people send them, apart: what may be seen, and what is sealed. */
export function apart(given: ChannelSettings): Apart {
  if (given.kind === "webhook") return { config: given.settings satisfies Config["webhook"], secrets: {} };
  if (given.kind === "slack") {
    const { url } = given.settings;
    return { config: { host: URL.parse(url)?.host ?? "" } satisfies Config["slack"], secrets: { url } };
  }
  const { to, smtp } = given.settings;
  const { password, ...server } = smtp ?? {};
  const config = { to, smtp: smtp && (server as Config["email"]["smtp"]) } satisfies Config["email"]; // with all its other fields
  return { config, secrets: password === undefined ? {} : { password } };
}

/** What a sender works with. */
export async function openSettings(cipher: Cipher, channel: Channel, now: Date): Promise<OpenSettings> {
  const { kind } = channel;
  const secrets = await openSecrets(cipher, channel);
  const config = channel.config as unknown as Config[keyof Config]; // as `apart` made it
  if (kind === "slack") return { kind, url: secrets.url ?? "" };
  if (kind === "webhook") {
    const { url, previousUntil } = config as Config["webhook"]; // by its kind
    const old =
      previousUntil !== undefined && new Date(previousUntil) > now ? secrets.previousSecret : undefined;
    return { kind, url, secrets: [secrets.secret ?? "", ...(old === undefined ? [] : [old])] };
  }
  const { to, smtp } = config as Config["email"]; // by its kind
  return { kind, to, smtp: smtp && { ...smtp, password: secrets.password } };
}

const bindingOf = ({ id, projectId, version, kind }: Owner, field: string): Binding => ({
  projectId,
  ownerId: id,
  version,
  field,
  subject: `channel ${kind}`,
});
