import type { client } from "../../app/trpc.ts";

export type Channel = Awaited<ReturnType<typeof client.channels.list.query>>["channels"][number];
export type Kind = Channel["kind"];
type Create = Parameters<typeof client.channels.create.mutate>[0];
type Update = Parameters<typeof client.channels.update.mutate>[0];
export type ToldEvent = NonNullable<Create["events"]>[number];
export type Security = "tls" | "starttls" | "none";

/** A channel as a form has it: every field is there, whatever its kind needs of them. */
export interface ChannelValues {
  readonly kind: Kind;
  readonly name: string;
  /** `null`: the whole installation. */
  readonly projectId: string | null;
  readonly events: readonly ToldEvent[];
  /** Empty: of every type, of every environment. */
  readonly rotationTypes: readonly string[];
  readonly environments: readonly string[];
  /** Of a webhook, or of Slack's style. */
  readonly url: string;
  /** Of mail. */
  readonly to: readonly string[];
  readonly hasServer: boolean;
  readonly server: MailServer;
}

/** A mail server of a channel's own. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: Security;
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly caCertificate: string;
}

/** What is told, in the words of people; the server's list is the type of its keys. */
export const EVENTS: Readonly<Record<ToldEvent, string>> = {
  "rotation.succeeded": "A new credential is published",
  "rotation.failed": "A run ended without one",
  "rotation.attention": "A rotation waits for a person to decide",
  "rotation.alert": "No definite answer for a while; the run goes on",
  "rotation.overdue": "A run is an hour late",
  "rotation.due-soon": "A run comes within a day",
  "connection.broken": "A target refuses a connection",
};

export const ALL_EVENTS = Object.keys(EVENTS) as readonly ToldEvent[]; // its keys are those of the record

/** How each kind is called. */
export const KINDS: Readonly<Record<Kind, string>> = {
  webhook: "Webhook",
  email: "Mail",
  slack: "Slack’s style",
};

const NO_SERVER: MailServer = {
  host: "",
  port: 587,
  security: "starttls",
  user: "",
  password: "",
  from: "",
  caCertificate: "",
};

/** What the form of a new channel begins with. */
export const startingChannel = (projectId: string | null): ChannelValues => ({
  kind: "webhook",
  name: "",
  projectId,
  events: ALL_EVENTS,
  rotationTypes: [],
  environments: [],
  url: "",
  to: [],
  hasServer: false,
  server: NO_SERVER,
});

/** What the form of a channel that there is begins with; of its secrets nothing is known here. */
export function valuesOf(channel: Channel): ChannelValues {
  const { url, to, smtp } = channel.settings as Shown; // as its kind has it; the API types no settings
  const { projectId, kind, name } = channel;
  return {
    ...{ projectId, kind, name },
    events: ALL_EVENTS.filter((event) => channel.events.includes(event)),
    rotationTypes: channel.rotationTypes ?? [],
    environments: channel.environments ?? [],
    url: url ?? "",
    to: to ?? [],
    hasServer: Boolean(smtp),
    server: { ...NO_SERVER, ...smtp },
  };
}

/** What the settings of any channel may show. */
interface Shown {
  readonly url?: string;
  readonly host?: string;
  readonly to?: readonly string[];
  readonly smtp?: Partial<MailServer> | null;
}

/** Where a channel leads to, as far as that is no secret. */
export function whereTo({ kind, settings }: Pick<Channel, "kind" | "settings">): string {
  const { url = "", host = "", to = [] } = settings as Shown; // as above
  return { webhook: url, slack: host, email: to.join(", ") }[kind];
}

/** What is sent to make a channel. */
export function createOf(values: ChannelValues): Create {
  const { kind, projectId } = values;
  return { kind, projectId, ...common(values), settings: settingsOf(values) } as Create; // of one kind
}

/** What is sent to change one: settings only where something stands there that changes them. */
export function updateOf(channel: Channel, values: ChannelValues): Update {
  const keeps = values.kind === "slack" && values.url.trim() === "";
  return { channelId: channel.id, ...common(values), ...(!keeps && { settings: settingsOf(values) }) };
}

const common = ({ name, events, rotationTypes, environments }: ChannelValues) => ({
  name: name.trim(),
  events: [...events],
  rotationTypes: orAll(rotationTypes),
  environments: orAll(environments),
});

const orAll = (some: readonly string[]): string[] | null => (some.length === 0 ? null : [...some]);

function settingsOf({ kind, url, to, hasServer, server }: ChannelValues): Record<string, unknown> {
  if (kind !== "email") return { url: url.trim() };
  return { to: [...to], smtp: hasServer ? serverOf(server) : null };
}

/** Without what was left empty: a password that is not sent stays. */
function serverOf({ host, port, security, from, ...rest }: MailServer): Record<string, unknown> {
  const filled = Object.entries(rest).filter(([, value]) => value !== "");
  return { host: host.trim(), port, security, from: from.trim(), ...Object.fromEntries(filled) };
}

/** Whose rotations a channel is told of. */
export const ownerWords = (
  projectId: string | null,
  projects: readonly { readonly id: string; readonly name: string }[],
): string =>
  projectId === null ? "Whole installation" : (projects.find(({ id }) => id === projectId)?.name ?? "…");

interface WithEnvironments {
  readonly id: string;
  readonly environments: readonly { readonly slug: string; readonly name: string }[];
}

/** The environments that a channel of this project can be narrowed to, each slug once; `null`: of any project. */
export function environmentsFor(
  projectId: string | null,
  projects: readonly WithEnvironments[],
): readonly { readonly value: string; readonly label: string }[] {
  const all = projects.filter(({ id }) => projectId === null || id === projectId);
  const bySlug = new Map(all.flatMap((one) => one.environments).map(({ slug, name }) => [slug, name]));
  return [...bySlug].map(([value, label]) => ({ value, label }));
}
