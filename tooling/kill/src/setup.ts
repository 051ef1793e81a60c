import type { Limits } from "@turnbolt/core";

/** A deliberate fault, to see that it is found. */
export type Plant = "late-baseline" | "late-draft";

/** What a server process is made of. */
export interface Setup {
  /** The name of a plugin of the tree, or `fleet`. */
  readonly provider: string;
  readonly dataDirectory: string;
  /** Absent: the embedded database. */
  readonly databaseUrl: string | undefined;
  /** The same for all that share a database. */
  readonly key: string;
  readonly rootToken: string;
  /** Whether it stands still at every point. */
  readonly stops: boolean;
  readonly plant: Plant | undefined;
  readonly limits: Partial<Limits>;
}

/**
 * Short enough to be waited for, and long enough for the first call of a process on a busy machine, which loads the
 * vendor's client. A lease is hardly longer than a call and its margin, so that calls renew it and that step can be
 * killed too.
 */
export const shortLimits: Partial<Limits> = {
  callMs: 5_000,
  leaseMs: 5_510,
  leaseMarginMs: 500,
  minOverlapMs: 0,
};

/** Targets that answer within milliseconds: what a dead process sent lands long before this. */
export const SHORT_LIFE_MS = 1_000;
export const SHORT_LIST_LAG_MS = 100;
/** Three wrong passwords in half an hour are forgiven elsewhere; here, in half a second. */
export const SHORT_LOCKOUT_MS = 500;
