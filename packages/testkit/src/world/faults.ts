import { LedgerError, RotationError } from "@turnbolt/core";

/** What can happen to one call of the engine. The first of each list is the ordinary thing. */
export type Fault =
  | "ok"
  /** The process dies before the call leaves. */
  | "crash-before"
  /** The process dies after the call did its work. */
  | "crash-after"
  /** It did its work, and the answer is lost. */
  | "lost"
  /** It did nothing, and said so to nobody. */
  | "unavailable"
  /** It does its work later, long after everybody stopped waiting. */
  | "late"
  /** It did its work, the answer is lost, and the network delivers it once more later. */
  | "lost-and-again"
  /** The target's policy says no; nothing changed. */
  | "refused"
  /** Too many calls; nothing changed. */
  | "rate-limited"
  /** The connection may not do this; nothing changed. */
  | "forbidden"
  /** The connection's login is refused; nothing changed. */
  | "unauthorized"
  /** The transaction did not commit. */
  | "no-commit"
  /** The transaction committed, and nobody heard of it. */
  | "commit-unknown";

export const FAULTS = {
  changes: [
    "ok",
    "crash-after",
    "lost",
    "late",
    "crash-before",
    "unavailable",
    "lost-and-again",
    "rate-limited",
    "forbidden",
    "unauthorized",
  ],
  choosesValue: [
    "ok",
    "crash-after",
    "lost",
    "late",
    "crash-before",
    "unavailable",
    "lost-and-again",
    "rate-limited",
    "forbidden",
    "unauthorized",
    "refused",
  ],
  reads: ["ok", "crash-before", "unavailable"],
  writes: ["ok", "crash-after", "crash-before", "commit-unknown", "no-commit"],
} as const satisfies Record<string, readonly Fault[]>;

export type FaultKind = keyof typeof FAULTS;

export const noAnswer = (): Error => new RotationError("unavailable", "the connection broke");
export const tooMany = (): Error =>
  new RotationError("rate-limited", "too many calls", { retryAfterMs: 30_000 });
export const mayNot = (): Error => new RotationError("forbidden", "the connection may not do this");
export const loginRefused = (): Error =>
  new RotationError("unauthorized", "the connection's login is refused");
export const policyRefusal = (): Error => new RotationError("refused", "the policy refuses this value");
export const ledgerFailure = (): Error => new LedgerError("the database did not answer");
