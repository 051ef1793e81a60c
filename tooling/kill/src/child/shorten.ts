import { defineProvider, type RotationProvider } from "@turnbolt/core";
import { SHORT_LIFE_MS, SHORT_LIST_LAG_MS, SHORT_LOCKOUT_MS } from "../setup.ts";

/** The same code with shorter waits: these are facts about the vendors' services, and ours here are next door. */
export function shorten(provider: RotationProvider): RotationProvider {
  const { deadlineMs = 10_000 } = provider.propagation ?? {};
  const propagation = { minimumMs: 0, deadlineMs, listLagMs: SHORT_LIST_LAG_MS };
  const { lockout } = provider;
  return defineProvider({
    ...provider,
    propagation,
    lifeMs: SHORT_LIFE_MS,
    ...(lockout && { lockout: { ...lockout, windowMs: SHORT_LOCKOUT_MS } }),
  });
}
