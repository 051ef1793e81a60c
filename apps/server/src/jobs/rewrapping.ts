import { continueRewrap } from "@turnbolt/store";
import type { Logger } from "pino";
import { briefly } from "../briefly.ts";
import type { OpenStore } from "../open-store.ts";

/** Goes on, in the background, with a re-wrap of the data keys that is under way. */
export interface Rewrapping {
  /** There may be one; never throws. */
  wake(): void;
  /** Goes on with it, wherever it was left; throws when that cannot be done now. */
  work(): Promise<void>;
  /** Ends the step in hand, and takes no further one. */
  stop(): Promise<void>;
}

export function createRewrapping(
  { database, keyring }: Pick<OpenStore, "database" | "keyring">,
  log: Logger,
): Rewrapping {
  let stopped = false;
  let underWay: Promise<void> = Promise.resolve();
  const work = () => {
    const mine = underWay.then(() => continueRewrap(database, keyring, () => stopped));
    underWay = mine.catch(() => {});
    return mine;
  };
  return {
    work,
    wake: () =>
      void work().catch((error: unknown) =>
        log.error(briefly(error), "the data keys could not be wrapped with the new key"),
      ),
    stop: async () => {
      stopped = true;
      await underWay;
    },
  };
}
