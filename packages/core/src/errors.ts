const ROTATION_ERROR = Symbol.for("turnbolt.rotation-error");

/**
 * The closed list of what can go wrong at a target.
 * - `unauthorized`: the target refuses our connection
 * - `forbidden`: the connection may not do this
 * - `not-found`, `invalid`: the parameters name nothing, or nothing that can be rotated
 * - `refused`: this credential or this value is refused
 * - `full`: there is no room for one more credential
 * - `rate-limited`, `unavailable`: not now
 *
 * Inside `issue`, `unavailable` and anything that is no `RotationError` mean that the outcome is unknown;
 * every other code promises that nothing changed.
 */
export type RotationErrorCode =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "invalid"
  | "refused"
  | "full"
  | "rate-limited"
  | "unavailable";

export interface RotationErrorOptions {
  readonly cause?: unknown;
  /** With `rate-limited` and `unavailable`: the target's own wish, in milliseconds from now. */
  readonly retryAfterMs?: number | undefined;
}

/** The only error a provider throws on purpose. The message names what happened, to what, and what to do; never a secret. */
export class RotationError extends Error {
  readonly code: RotationErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: RotationErrorCode, message: string, options: RotationErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "RotationError";
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    Object.defineProperty(this, ROTATION_ERROR, { value: true, enumerable: false });
  }
}

/** Recognises a `RotationError` of any copy of this package. */
export function isRotationError(error: unknown): error is RotationError {
  return typeof error === "object" && error !== null && ROTATION_ERROR in error;
}

const LEDGER_ERROR = Symbol.for("turnbolt.ledger-error");

/** The database did not do what was asked, or did not say so: nothing is known, load again. Carries no parameters. */
export class LedgerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LedgerError";
    Object.defineProperty(this, LEDGER_ERROR, { value: true, enumerable: false });
  }
}

/** Recognises a `LedgerError` of any copy of this package. */
export function isLedgerError(error: unknown): error is LedgerError {
  return typeof error === "object" && error !== null && LEDGER_ERROR in error;
}
