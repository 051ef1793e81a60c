import type { RotationProvider } from "../provider.ts";
import type { Engine } from "./engine.ts";

/** Long enough to say goodbye. */
const GOODBYE_MS = 1_000;

/**
 * Lets a client close, for a moment, and never beyond the deadline of its call. What it was for is over: one that fails
 * or never closes takes nothing from that, and its sockets end with the call's runtime.
 */
export async function closeClient(
  { clock }: Pick<Engine, "clock">,
  provider: RotationProvider,
  client: unknown,
  deadline = Number.POSITIVE_INFINITY,
): Promise<void> {
  if (!provider.disconnect) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(Math.min(deadline, clock.monotonic() + GOODBYE_MS), resolve);
  try {
    await Promise.race([provider.disconnect(client), promise]);
  } catch {
    // Whatever it is, nobody is harmed by it.
  } finally {
    cancel();
  }
}
