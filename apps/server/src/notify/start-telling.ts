import type { Notifier } from "@turnbolt/api";
import type { Clock } from "@turnbolt/core";
import { createNotificationStore } from "@turnbolt/store";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import type { Closing } from "../closing.ts";
import { eachMinute } from "../each-minute.ts";
import type { Settings } from "../env.ts";
import { createOutbox, type Outbox } from "../jobs/outbox.ts";
import type { OpenStore } from "../open-store.ts";
import type { AddressRules } from "../runtime/addresses.ts";
import { createNotifier } from "./notifier.ts";

export interface TellingParts {
  readonly settings: Settings;
  readonly store: OpenStore;
  readonly clock: Pick<Clock, "now">;
  readonly rules: AddressRules;
  readonly log: Logger;
}

export interface Telling {
  readonly notifier: Notifier;
  /** Something may have happened that somebody wants to be told. */
  wake(): void;
}

/** Sends what is asked for here and, in a process that works, whatever there is to tell. */
export async function startTelling(
  { settings, store, clock, rules, log }: TellingParts,
  closing: Closing,
): Promise<Telling> {
  const stopping = new AbortController();
  const abort = () => stopping.abort(new Error("the server stops"));
  const { outbox: rows } = createNotificationStore(store.database);
  const { mailServer, publicUrl } = settings;
  const notifier = createNotifier({
    store: rows,
    owner: store.owner,
    cipher: store.cipher,
    clock,
    rules,
    mailServer,
    publicUrl,
    stop: stopping.signal,
  });
  closing.add(async () => abort());
  if (settings.role === "api") return { notifier, wake: () => {} };
  // The last process on this folder is dead: we hold its lock.
  await rows.takeUp(store.owner);
  const outbox = createOutbox({ store: rows, notifier, abort, log });
  closing.add(outbox.stop);
  closing.add(ticking(outbox, log));
  return { notifier, wake: outbox.wake };
}

/** Looks now and once a minute, whatever is heard in between. */
function ticking(outbox: Outbox, log: Logger): () => Promise<void> {
  const failed = (error: unknown) => log.error(briefly(error), "what is due could not be looked for");
  outbox.tick().catch(failed);
  return eachMinute([outbox.tick], failed).stop;
}
