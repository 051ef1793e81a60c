import type { CallOptions } from "@turnbolt/core";
import { pino } from "pino";
import type { AddressRules } from "../../src/runtime/addresses.ts";
import { createHost } from "../../src/runtime/host.ts";

/** A runtime as the host lends it, with whatever was logged through it. */
export function lend(options: Partial<CallOptions> = {}, rules: Partial<AddressRules> = {}) {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const host = createHost({ log, rules: { blockPrivate: false, isOurs: () => false, ...rules } });
  const opened = host.open({
    rotationType: "test",
    connection: {},
    deadline: performance.now() + 20_000,
    secrets: [],
    ...options,
  });
  return { ...opened, lines, host };
}

/** Stands still, as a process does that is stopped or starved: no timer fires and no promise settles meanwhile. */
export function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
