import type { ProviderLog, Runtime } from "@turnbolt/core";

/** A runtime over the global fetch; `lines` is all that was logged, `sent` every URL. */
export function plainRuntime(): Runtime & { readonly lines: string[]; readonly sent: string[] } {
  const lines: string[] = [];
  const sent: string[] = [];
  const note = (message: string): void => void lines.push(message);
  const log: ProviderLog = { debug: note, info: note, warn: note };
  return {
    lines,
    sent,
    log,
    signal: new AbortController().signal,
    progress() {},
    fetch(url, { caCertificate: _ca, proxyUrl: _proxy, ...init } = {}) {
      sent.push(String(url));
      return fetch(url, init);
    },
    socket: () => Promise.reject(new Error("this provider opens no socket")),
    resolve: () => Promise.reject(new Error("this provider resolves no host")),
  };
}
