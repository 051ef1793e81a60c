import type { Runtime } from "@turnbolt/core";

/** The part of an SDK request that the query protocol uses: everything is in the body, nothing in the URL. */
interface WireRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Route {
  readonly caCertificate?: string | undefined;
  readonly proxyUrl?: string | undefined;
}

/** An SDK request handler over the host's `fetch`, so that deadlines, address rules and the kept answer hold for the SDK too. */
export function fetchHandler(runtime: Runtime, { caCertificate, proxyUrl }: Route) {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle({ protocol, hostname, port, path, method, headers, body }: WireRequest) {
      const { host: _host, "content-length": _length, ...sent } = headers;
      const response = await runtime.fetch(
        `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`,
        {
          method,
          headers: sent,
          ...(body === undefined ? {} : { body }),
          // a signature is for one host; nothing of it may travel on
          redirect: "error",
          signal: runtime.signal,
          caCertificate,
          proxyUrl,
        },
      );
      return {
        response: {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: new Uint8Array(await response.arrayBuffer()),
        },
      };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}
