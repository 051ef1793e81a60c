import { createServer, type Server } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { unreadable } from "./unreadable.ts";

export interface HttpServer {
  /** Where it answers. */
  readonly url: string;
  /** Takes nothing new, lets requests end for a moment, then cuts them. */
  stop(): Promise<void>;
}

/** How long requests under way may take once the server stops; a stream never ends by itself. */
const GRACE_MS = 2_000;

/** The URL and the headers of a request, in bytes. */
const LARGEST_HEAD = 16_384;

/** How long a request may take to arrive; what happens then takes as long as it takes. */
const PATIENCE = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 2_000,
};

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly patience?: typeof PATIENCE;
}

/** Listens; port 0 takes a free one. */
export async function serve(
  fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>,
  { host, port, patience = PATIENCE }: Listening,
): Promise<HttpServer> {
  const listener = getRequestListener((request, env) => fetch(request, env as HttpBindings), {
    errorHandler: unreadable,
  });
  const server = createServer({ ...patience, maxHeaderSize: LARGEST_HEAD }, listener);
  await listening(server, host, port);
  const { port: taken } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    url: `http://${isIP(host) === 6 ? `[${host}]` : host}:${taken}`,
    stop: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const taken = error.code === "EADDRINUSE";
      reject(
        new Error(
          taken
            ? `Port ${port} on ${host} is taken by another program: stop it, or set TURNBOLT_PORT.`
            : `The server cannot listen on ${host}:${port} (${error.code}).`,
          { cause: error },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}
