/**
 * - `unopenable`: the value was changed, or belongs somewhere else
 * - `unknown-key`: no data key of this database has sealed it
 * - `key-mismatch`: the data wants another key-encryption key than the one that was given
 * - `stale-keyring`: another key seals here, which this process does not have; it may open and not seal
 */
export type CipherErrorCode = "unopenable" | "unknown-key" | "key-mismatch" | "stale-keyring";

/** A value or a key that does not fit. Carries no cause: a cipher's own errors may quote what it was given. */
export class CipherError extends Error {
  readonly code: CipherErrorCode;

  constructor(code: CipherErrorCode, message: string) {
    super(message);
    this.name = "CipherError";
    this.code = code;
  }
}
