import type { HostRequestInit, Runtime } from "@turnbolt/core";

/** A host for one test: lets everything through and writes down what it saw. */
export function recordingRuntime(
  answer: (url: string, init?: HostRequestInit) => Promise<Response> = plainFetch,
) {
  const requests: { url: string; init: HostRequestInit | undefined }[] = [];
  const bodies: string[] = [];
  const logged: string[] = [];
  const log = (message: string) => void logged.push(message);
  const runtime: Runtime = {
    async fetch(url, init) {
      requests.push({ url: String(url), init });
      const response = await answer(String(url), init);
      bodies.push(
        await response
          .clone()
          .text()
          .catch(() => ""),
      );
      return response;
    },
    socket: () => Promise.reject(new Error("this provider opens no socket")),
    resolve: () => Promise.reject(new Error("this provider resolves no name")),
    signal: new AbortController().signal,
    log: { debug: log, info: log, warn: log },
    progress() {},
  };
  return { runtime, requests, bodies, logged };
}

function plainFetch(url: string, init: HostRequestInit = {}): Promise<Response> {
  const { caCertificate: _ca, proxyUrl: _proxy, ...standard } = init;
  return fetch(url, standard);
}
