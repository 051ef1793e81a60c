import { AsyncLocalStorage } from "node:async_hooks";
import type { From } from "@turnbolt/api";
import type { Arrival, FoundSession } from "@turnbolt/store";

/** One request while better-auth works on it: what its adapter knows beyond what it is asked. */
export interface Asking {
  readonly from: From;
  /** Whom the session belongs to that was looked up, with what they are where. */
  found?: FoundSession;
  /** Somebody who comes from the identity provider for the first time: written with their login, or not at all. */
  arriving?: Arrival;
}

/** The request in hand. */
export const asking = new AsyncLocalStorage<Asking>();
