import { sensitive } from "@turnbolt/core";
import * as z from "zod";

const http = /^https?:\/\//i;

/** A place on the web, without a login in it: that would be kept and shown. */
const url = z
  .url({ protocol: /^https?$/, error: "must be a URL that begins with https:// or http://" })
  .max(2_048)
  .refine((text) => !/^https?:\/\/[^/]*@/i.test(text), "must not carry a user name or password");

const webhook = z.object({ url });

/** Whoever knows the URL can write there, so all of it is a secret. */
const slack = z.object({
  url: sensitive(z.string().max(2_048).regex(http, "must be a URL that begins with https:// or http://")),
});

const smtp = z.object({
  host: z.string().trim().min(1).max(255),
  port: z.int().min(1).max(65_535).default(587),
  security: z.enum(["tls", "starttls", "none"]).default("starttls").meta({
    description: "TLS from the start, TLS by STARTTLS and not without, or none",
  }),
  user: z.string().max(256).optional(),
  password: sensitive(z.string().min(1).max(1_024))
    .optional()
    .meta({ description: "Left out in a change: stays" }),
  from: z.email().max(256),
  caCertificate: z
    .string()
    .max(65_536)
    .optional()
    .meta({ description: "A private certificate authority, PEM, trusted beside the public ones" }),
});

const email = z.object({
  to: z.array(z.email().max(256)).min(1).max(20),
  smtp: smtp
    .nullable()
    .default(null)
    .meta({ description: "Null: the server that the installation is set to" }),
});

/** What each kind of channel is set by, as people send it. */
export const byKind = {
  webhook: z.object({ kind: z.literal("webhook"), settings: webhook }),
  email: z.object({ kind: z.literal("email"), settings: email }),
  slack: z.object({ kind: z.literal("slack"), settings: slack }),
};
export const channelSettings = z.discriminatedUnion("kind", [byKind.webhook, byKind.email, byKind.slack]);
export type ChannelSettings = z.output<typeof channelSettings>;

type Smtp = z.output<typeof smtp>;

/** What is kept of them in the open. */
export interface Config {
  readonly webhook: { readonly url: string; readonly previousUntil?: string | undefined };
  readonly email: { readonly to: readonly string[]; readonly smtp: Omit<Smtp, "password"> | null };
  readonly slack: { readonly host: string };
}

/** What a sender works with: the settings, opened. */
export type OpenSettings =
  /** Each secret signs. */
  | { readonly kind: "webhook"; readonly url: string; readonly secrets: readonly string[] }
  | { readonly kind: "slack"; readonly url: string }
  | { readonly kind: "email"; readonly to: readonly string[]; readonly smtp: Smtp | null };
