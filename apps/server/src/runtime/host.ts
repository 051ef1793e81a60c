import { type CallOptions, type Host, type ProviderLog, redact } from "@turnbolt/core";
import type { Logger } from "pino";
import type { Pacer } from "../pace/pacer.ts";
import { type AddressRules, allowedAddresses } from "./addresses.ts";
import { dial, type Guard } from "./dial.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { DeadlinePassed } from "./guarded-socket.ts";

export interface ServerHost extends Host {
  /** Gives up every call under way. */
  abortAll(): void;
}

export interface HostParts {
  readonly log: Logger;
  readonly rules: AddressRules;
  /** Absent: nothing waits for its turn. */
  readonly pacer?: Pacer;
}

/** Lends runtimes whose sockets send nothing past their deadline, and whose requests wait for their turn. */
export function createHost({ log, rules, pacer }: HostParts): ServerHost {
  const calls = new Set<AbortController>();
  return {
    open: (options) => {
      const controller = new AbortController();
      calls.add(controller);
      const guard: Guard = { deadline: options.deadline, signal: controller.signal, rules };
      const left = Math.max(0, options.deadline - performance.now());
      const timer = setTimeout(() => controller.abort(new DeadlinePassed()), left);
      const http = guardedFetch(guard, options.keep);
      const { rotationType, call } = options;
      const opened = call && { rotationType, call, leftMs: left, signal: controller.signal };
      const paced = opened && pacer?.open(opened, http.fetch);
      return {
        runtime: {
          fetch: paced?.fetch ?? http.fetch,
          socket: (host, port) => dial(host, port, guard),
          resolve: (host) => allowedAddresses(host, rules),
          signal: controller.signal,
          log: logOf(log, options),
          progress: (done, total) => options.onProgress?.(done, total),
        },
        close: () => {
          clearTimeout(timer);
          calls.delete(controller);
          paced?.close();
          http.close();
          // A socket that the call left open ends with it.
          controller.abort(new Error("the call is over"));
        },
      };
    },
    abortAll: () => {
      for (const controller of calls) controller.abort(new Error("the server stops"));
    },
  };
}

function logOf(log: Logger, { rotationType, secrets, onWarning }: CallOptions): ProviderLog {
  const scoped = log.child({ provider: rotationType });
  const clean = (message: string) => redact(message, secrets);
  return {
    debug: (message) => scoped.debug(clean(message)),
    info: (message) => scoped.info(clean(message)),
    warn: (message) => {
      scoped.warn(clean(message));
      onWarning?.(clean(message));
    },
  };
}
