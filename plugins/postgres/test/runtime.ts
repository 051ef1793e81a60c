import { connect, type Socket } from "node:net";
import type { Runtime } from "@turnbolt/core";

export interface TestRuntime extends Runtime {
  /** What was logged. */
  readonly lines: string[];
  /** Every socket that was lent. */
  readonly sockets: Socket[];
  abort(): void;
}

/** A runtime that lends plain sockets and remembers them. */
export function testRuntime(): TestRuntime {
  const controller = new AbortController();
  const lines: string[] = [];
  const sockets: Socket[] = [];
  const note = (message: string): void => void lines.push(message);
  return {
    lines,
    sockets,
    abort: () => controller.abort(),
    signal: controller.signal,
    log: { debug: note, info: note, warn: note },
    progress() {},
    fetch: () => Promise.reject(new Error("this provider sends no HTTP request")),
    resolve: () => Promise.reject(new Error("this provider resolves no host")),
    socket: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, host, () => resolve(socket));
        socket.once("error", reject);
        sockets.push(socket);
      }),
  };
}
