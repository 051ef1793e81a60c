import type { ClaimedDelivery, OpenSettings } from "@turnbolt/api";
import type { AddressRules } from "../runtime/addresses.ts";
import type { Guard } from "../runtime/dial.ts";
import { underGuard } from "../runtime/under-guard.ts";
import { type MailServer, mail } from "./mail.ts";
import { post } from "./post.ts";
import { broken, type Result } from "./result.ts";
import { signed } from "./signature.ts";
import { wordsOf } from "./words.ts";

/** What sending needs of the server. */
export interface SendParts {
  readonly rules: AddressRules;
  /** The mail server of the installation. */
  readonly mailServer: MailServer | null;
  readonly publicUrl: string | undefined;
  readonly open: (channel: ClaimedDelivery["channel"]) => Promise<OpenSettings>;
  readonly now: () => Date;
}

/** As long as Standard Webhooks advises to wait. */
const WITHIN_MS = 20_000;

/** Tells one channel of one event. */
export async function send(parts: SendParts, claimed: ClaimedDelivery, stop: AbortSignal): Promise<Result> {
  const settings = await parts.open(claimed.channel);
  // Whoever runs the installation has chosen its mail server, wherever it is.
  const own = settings.kind === "email" && settings.smtp === null;
  const rules = own ? { ...parts.rules, blockPrivate: false } : parts.rules;
  try {
    return await underGuard({ rules, ms: WITHIN_MS, stop }, (guard) =>
      sendTo(parts, settings, claimed, guard),
    );
  } catch (error) {
    return broken(error);
  }
}

async function sendTo(
  { mailServer, publicUrl, now }: SendParts,
  settings: OpenSettings,
  { delivery }: ClaimedDelivery,
  guard: Guard,
): Promise<Result> {
  const { id, event, at, payload } = delivery;
  if (settings.kind === "webhook") {
    const body = JSON.stringify({ type: event, timestamp: at.toISOString(), data: payload });
    const headers = signed({ id, body, at: now() }, settings.secrets);
    return await post({ url: settings.url, body, headers }, guard);
  }
  const { title, lines } = wordsOf(delivery, publicUrl);
  if (settings.kind === "slack") {
    const text = [`*${escaped(title)}*`, ...lines.map(escaped)].join("\n");
    return await post({ url: settings.url, body: JSON.stringify({ text }) }, guard);
  }
  const server = settings.smtp ?? mailServer;
  if (!server) return { ok: false, status: null, error: "no mail server is set: see TURNBOLT_SMTP_URL" };
  const text = `${title}\n\n${lines.join("\n")}\n`;
  return await mail(server, { id, to: settings.to, subject: `[Turnbolt] ${title}`, text }, guard);
}

/** The three characters that mean something in Slack's texts. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
