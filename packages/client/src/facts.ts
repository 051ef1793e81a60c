import { TRPCClientError } from "@trpc/client";
import type { ErrorFacts } from "@turnbolt/api";

/** What a refusal says beside its message. */
export interface RefusalFacts extends ErrorFacts {
  /** As HTTP has it: 403 may not, 404 not there, 409 something is under way. */
  readonly httpStatus: number | null;
}

/** The facts of an error that a call was refused with; `null` for anything else, such as a lost connection. */
export function factsOf(error: unknown): RefusalFacts | null {
  if (!(error instanceof TRPCClientError) || typeof error.data !== "object" || error.data === null)
    return null;
  return { httpStatus: null, ...(error.data as Partial<RefusalFacts>) }; // made by the server's error formatter
}
