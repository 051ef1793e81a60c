import { isLedgerError, isRotationError } from "@turnbolt/core";

/**
 * What may be logged of an error that anybody may have thrown: its kind and where it came from. Its text only when it
 * is of a kind whose text is ours: a client library's may quote anything.
 */
export function briefly(error: unknown): {
  readonly kind: string;
  readonly error?: string;
  readonly at?: readonly string[];
} {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code = "code" in error && typeof error.code === "string" ? ` ${error.code}` : "";
  const kind = `${error.name}${code}`;
  const ours = OURS.has(error.name) || isLedgerError(error) || isRotationError(error);
  return ours ? { kind, error: error.message } : { kind, at: framesOf(error) };
}

const OURS = new Set(["ApiError", "CipherError", "CommandRefused", "DeadlinePassed"]);

/** A stack begins with the message, which may have lines of its own; the frames are what looks like one. */
function framesOf({ stack = "", message }: Error): readonly string[] {
  const lines = stack.replace(message, "").split("\n");
  return lines.filter((line) => /^\s+at .+:\d+:\d+\)?$/.test(line)).map((line) => line.trim());
}
