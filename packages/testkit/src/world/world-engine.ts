import { type CallOptions, createRegistry, type Engine } from "@turnbolt/core";
import { kitRuntime } from "./kit-runtime.ts";
import { plainCipher } from "./plain-cipher.ts";
import type { Worker } from "./scheduler.ts";
import type { World } from "./world.ts";
import { wrapLedger } from "./wrap-ledger.ts";
import { wrapProvider } from "./wrap-provider.ts";

/** Core's engine over the ledger, the clock and the network of a world. */
export function engineOf(world: World, worker: Worker): Engine {
  const { provider, target, clock } = world.options;
  const wrapped = wrapProvider(world, worker, provider);
  return {
    ledger: wrapLedger(world, worker, world.ledger.as(worker.name)),
    cipher: plainCipher(),
    clock: { now: () => world.now(), monotonic: () => clock.time, at: () => () => undefined },
    random: { uuid: () => world.uuid(), fraction: () => world.random() },
    host: { open: (options: CallOptions) => kitRuntime(world, worker, target, options) },
    cron: { next: () => null, validate: () => "not here" },
    registry: createRegistry([wrapped]),
    installation: "kit000",
    limits: world.limits,
  };
}
