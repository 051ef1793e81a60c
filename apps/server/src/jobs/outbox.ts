import type { Notifier } from "@turnbolt/api";
import type { ClaimedDelivery, NotificationStore } from "@turnbolt/store";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";

/** So many deliveries at once in one process, and of one channel. */
const PLACES = 64;
const PER_CHANNEL = 4;
/** So many events are fanned out in one statement. */
const EVENTS = 200;
/** Told again and again, it looks at most so often. */
const SETTLE_MS = 250;
/** What is due later than this is the tick's to find. */
const HORIZON_MS = 60_000;

/** Tells those who asked, from the rows, so that nobody has to tell it what to do. */
export interface Outbox {
  /** Something may have happened that somebody wants to be told. */
  wake(): void;
  /** Looks for what is late and what comes soon as well. */
  tick(): Promise<void>;
  /** Takes nothing more, and lets what is being sent end for a moment. */
  stop(): Promise<void>;
}

export interface OutboxParts {
  readonly store: NotificationStore["outbox"];
  readonly notifier: Notifier;
  /** Aborts what is being sent. */
  readonly abort: () => void;
  readonly log: Logger;
}

export function createOutbox({ store, notifier, abort, log }: OutboxParts): Outbox {
  const sending = new Map<Promise<void>, string>();
  let running: Promise<void> | null = null;
  let asked = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;

  const begin = (claimed: ClaimedDelivery): void => {
    const sent = notifier
      .send(claimed)
      .catch((error: unknown) =>
        log.error({ deliveryId: claimed.delivery.id, ...briefly(error) }, "a delivery could not be sent"),
      )
      .finally(() => {
        sending.delete(sent);
        outbox.wake();
      });
    sending.set(sent, claimed.channel.id);
  };
  const look = async (): Promise<void> => {
    for (let told = EVENTS; told === EVENTS && !stopped; ) told = await store.fanOut(EVENTS);
    // Asked before: what becomes due in between is taken now, or looked at again at once.
    const wait = await store.dueInMs();
    const limit = PLACES - sending.size;
    if (limit > 0 && !stopped) {
      const full = [...new Set(sending.values())];
      const taken = await store.claim({ owner: notifier.owner, limit, perChannel: PER_CHANNEL, full });
      for (const one of taken) begin(one);
    }
    if (timer) clearTimeout(timer);
    timer = wait !== null && wait < HORIZON_MS && !stopped ? setTimeout(outbox.wake, wait) : null;
  };
  const run = async (): Promise<void> => {
    while (asked && !stopped) {
      asked = false;
      await look().catch((error: unknown) => log.error(briefly(error), "the outbox could not be looked at"));
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
    running = null;
  };
  const outbox: Outbox = {
    wake: () => {
      asked = true;
      if (!stopped) running ??= run();
    },
    tick: async () => {
      await store.tellDue(EVENTS);
      outbox.wake();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      const cut = setTimeout(abort, 2_000);
      while (running || sending.size > 0) await Promise.all([running, ...sending.keys()]);
      clearTimeout(cut);
    },
  };
  return outbox;
}
