import { connect, type Socket } from "node:net";
import type { ProviderLog, Runtime } from "@turnbolt/core";

/** A runtime for a plugin's own tests, which tells what went through it. */
export interface PlainRuntime extends Runtime {
  /** All that was logged. */
  readonly lines: string[];
  /** Every URL that was asked for. */
  readonly sent: string[];
  /** Every socket that was lent. */
  readonly sockets: Socket[];
  /** Ends the call, as its deadline would. */
  abort(): void;
}

/** A runtime over the platform's own fetch and sockets. */
export function plainRuntime(): PlainRuntime {
  const lines: string[] = [];
  const sent: string[] = [];
  const sockets: Socket[] = [];
  const ended = new AbortController();
  const note = (message: string): void => void lines.push(message);
  const log: ProviderLog = { debug: note, info: note, warn: note };
  return {
    lines,
    sent,
    sockets,
    log,
    abort: () => ended.abort(),
    signal: ended.signal,
    progress() {},
    fetch(url, { caCertificate: _ca, proxyUrl: _proxy, ...init } = {}) {
      sent.push(String(url));
      return fetch(url, init);
    },
    socket: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect(port, host, () => resolve(socket));
        socket.once("error", reject);
        sockets.push(socket);
      }),
    resolve: async (host) => [host],
  };
}
