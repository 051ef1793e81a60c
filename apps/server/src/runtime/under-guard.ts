import type { AddressRules } from "./addresses.ts";
import type { Guard } from "./dial.ts";
import { DeadlinePassed } from "./guarded-socket.ts";

/** Does something that may take so long and is given up when `stop` says so; its sockets end with it. */
export async function underGuard<T>(
  { rules, ms, stop }: { readonly rules: AddressRules; readonly ms: number; readonly stop: AbortSignal },
  work: (guard: Guard) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DeadlinePassed()), ms);
  const signal = AbortSignal.any([controller.signal, stop]);
  try {
    return await work({ deadline: performance.now() + ms, signal, rules });
  } finally {
    clearTimeout(timer);
    controller.abort(new Error("the call is over"));
  }
}
