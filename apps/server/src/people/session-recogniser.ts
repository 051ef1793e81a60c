import { type Actor, ApiError } from "@turnbolt/api";
import type { FoundSession } from "@turnbolt/store";
import type { Recogniser, Refusal } from "../http/auth.ts";
import type { Auth } from "./auth.ts";
import { isFromOurPage, isSafe } from "./same-origin.ts";

/**
 * Knows people by the cookie of their session. A cookie goes along with whatever any page makes a browser send, so a
 * change is done only for a page of ours. A bearer token in the same request goes first.
 */
export function sessionRecogniser(auth: Auth, publicUrl: string | undefined): Recogniser {
  return async (request, from) => {
    const cookies = request.headers.get("cookie");
    if (!cookies?.includes(`${auth.cookie}=`) || request.headers.has("authorization")) return null;
    if (!isSafe(request) && !isFromOurPage(request, publicUrl)) return ELSEWHERE;
    const session = await auth.sessionOf(cookies, from);
    return session ? { ...actorOf(session), ...from } : OVER;
  };
}

const actorOf = ({ id, person, roles }: FoundSession): Omit<Actor, "address" | "requestId"> => ({
  kind: "person",
  id: `user:${person.id}`,
  name: person.name,
  isAdmin: person.isAdmin,
  roles: new Map(Object.entries(roles)),
  sessionId: id,
});

const OVER: Refusal = { refusal: new ApiError("unauthorized", "Your session is over: sign in again.") };
const ELSEWHERE: Refusal = {
  refusal: new ApiError("forbidden", "This request does not come from a page of this server."),
};
