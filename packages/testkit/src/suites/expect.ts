import { isRotationError, type RotationErrorCode } from "@turnbolt/core";

/** What a provider must do and did not; the text says what was seen. */
export class Failed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ConformanceFailed";
  }
}

export function expectThat(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Failed(message);
}

/** How a call ended: well, with one of the closed list of codes, or without saying anything. */
export type Outcome<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: RotationErrorCode | "unknown"; readonly error: unknown };

export async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, code: isRotationError(error) ? error.code : "unknown", error };
  }
}

export const nameOf = (outcome: Outcome): string => (outcome.ok ? "ok" : outcome.code);

/** The call fails with one of these codes. */
export async function expectCode(
  codes: readonly (RotationErrorCode | "unknown")[],
  what: string,
  call: () => Promise<unknown>,
): Promise<void> {
  const outcome = await outcomeOf(call);
  if (!outcome.ok && codes.includes(outcome.code)) return;
  throw new Failed(
    `${what}: expected ${codes.join(" or ")}, got ${nameOf(outcome)}`,
    outcome.ok ? undefined : { cause: outcome.error },
  );
}

/** Equal as JSON; good enough for handles, subjects and parameters. */
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Runs one case; a call that had to succeed and did not is told as such. */
export async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isRotationError(error)) throw error;
    throw new Failed(`a call that has to succeed says ${error.code}: ${error.message}`, { cause: error });
  }
}
