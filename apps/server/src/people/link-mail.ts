import { randomUUID } from "node:crypto";
import type { PeopleParts } from "@turnbolt/api";
import type { Logger } from "pino";
import type { Settings } from "../env.ts";
import { mail } from "../notify/mail.ts";
import { broken } from "../notify/result.ts";
import type { AddressRules } from "../runtime/addresses.ts";
import { underGuard } from "../runtime/under-guard.ts";

export interface LinkMailParts {
  readonly settings: Pick<Settings, "mailServer" | "publicUrl">;
  readonly rules: AddressRules;
  readonly log: Logger;
}

/** Whoever asked waits so long for the mail server. */
const WITHIN_MS = 10_000;

/** Mails links to those whom they are for, where there is a mail server and an address at which people reach us. */
export function linkMail({ settings, rules, log }: LinkMailParts): PeopleParts["mailLink"] {
  const { mailServer, publicUrl } = settings;
  if (!mailServer || publicUrl === undefined) return async () => false;
  // Whoever runs the installation has chosen its mail server, wherever it is.
  const guarded = { rules: { ...rules, blockPrivate: false }, ms: WITHIN_MS, stop: NEVER };
  return async (page, to, link) => {
    const { subject, lines } = WORDS[page];
    const text = [...lines, "", link, "", ...ALWAYS, ""].join("\n");
    const result = await underGuard(guarded, (guard) =>
      mail(mailServer, { id: randomUUID(), to: [to], subject, text }, guard),
    ).catch(broken);
    if (!result.ok) log.warn({ error: result.error }, "a link could not be mailed");
    return result.ok;
  };
}

const NEVER = new AbortController().signal;

const WORDS = {
  invitation: {
    subject: "[Turnbolt] You are invited",
    lines: ["You are invited to Turnbolt. Open this within a week to come in:"],
  },
  password: {
    subject: "[Turnbolt] A new password",
    lines: ["An admin asks you to set a new password for Turnbolt. Open this within a day:"],
  },
};

const ALWAYS = [
  "The link works once, for whoever has it. If you did not expect this mail, do not open it and tell your admin.",
];
