import { type ClaimedDelivery, type Notifier, openSettings } from "@turnbolt/api";
import type { Cipher, Clock } from "@turnbolt/core";
import type { NotificationStore, Outcome } from "@turnbolt/store";
import type { AddressRules } from "../runtime/addresses.ts";
import type { MailServer } from "./mail.ts";
import type { Result } from "./result.ts";
import { type SendParts, send } from "./send.ts";

export interface NotifierParts {
  readonly store: Pick<NotificationStore["outbox"], "settle">;
  readonly owner: string;
  readonly cipher: Cipher;
  readonly clock: Pick<Clock, "now">;
  readonly rules: AddressRules;
  readonly mailServer: MailServer | null;
  readonly publicUrl: string | undefined;
  /** Once aborted, what is being sent is left to whoever comes next. */
  readonly stop: AbortSignal;
}

/** Pauses before the second, third … try; after the last one it is given up, some 18 hours after the first. */
const PAUSES_MS = [5_000, 60_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000];

/** Sends, and writes down what came of it. */
export function createNotifier({ store, owner, clock, cipher, stop, ...rest }: NotifierParts): Notifier {
  const now = () => clock.now();
  const parts: SendParts = { ...rest, now, open: (channel) => openSettings(cipher, channel, now()) };
  return {
    owner,
    canMail: rest.mailServer !== null,
    send: async (claimed) => {
      const at = now();
      const begun = performance.now();
      const result = await send(parts, claimed, stop);
      if (stop.aborted && !result.ok) return;
      const durationMs = Math.round(performance.now() - begun);
      const attempt = { at, durationMs, status: result.status, error: result.ok ? null : result.error };
      await store.settle(claimed, attempt, outcomeOf(claimed, result));
    },
  };
}

function outcomeOf({ delivery: { event, tries } }: ClaimedDelivery, result: Result): Outcome {
  if (result.ok) return "delivered";
  const pause = PAUSES_MS[tries - 1];
  if (result.isFinal || event === "test" || pause === undefined) return "given-up";
  return { againInMs: Math.max(pause, result.retryAfterMs ?? 0) };
}
