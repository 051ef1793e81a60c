import { ApiError, type Services } from "@turnbolt/api";
import { bearerOf, type Recogniser } from "./auth.ts";
import type { LastUses } from "./last-uses.ts";

/** Knows the access tokens of machine identities. Nothing is remembered, so that what is revoked ends with the next request. */
export function machineRecogniser(
  { machines }: Pick<Services, "machines">,
  uses: Pick<LastUses, "note">,
): Recogniser {
  return async (request, from) => {
    const token = bearerOf(request);
    if (token === null) return null;
    try {
      const found = await machines.tokens.recognise(token, from);
      if (found?.unnoted) uses.note(found.tokenId);
      return found?.actor ?? null;
    } catch (error) {
      if (error instanceof ApiError) return { refusal: error };
      throw error;
    }
  };
}
