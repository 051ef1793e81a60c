import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, isIP, Server, Socket } from "node:net";
import tls from "node:tls";
import { authority, certificate, privateKey } from "../certificates.ts";

/** Every name of the internet of these tests leads here; the address is one that documents may use and nobody has. */
export const INTERNET = "203.0.113.10";

/** One attempt of this process to connect somewhere. */
export interface Attempt {
  readonly host: string;
  readonly port: number;
}

/**
 * All of the network as this process sees it: whatever opens a socket, a library of a plugin's too, goes past here and is
 * written down. What goes to the internet reaches a server of the test's instead, which speaks HTTP, with and without
 * TLS, and answers everything with a redirect.
 */
export async function watchNetwork() {
  const attempts: Attempt[] = [];
  let location: string | null = null;
  let served = 0;
  const redirect: RequestListener = (request, response) => {
    served++;
    request.resume();
    request.on("end", () => {
      if (location === null) response.writeHead(404, { connection: "close" });
      else response.writeHead(307, { location, connection: "close" });
      response.end();
    });
  };
  const http = createHttp(redirect);
  const https = createHttps({ cert: certificate, key: privateKey }, redirect);
  const distrust = trustTheInternet();
  const internet = createServer((socket) => answer(socket, { http, https }));
  const internetPort = await listening(internet);
  const { bridges, forget } = watchBridges();
  const original = Socket.prototype.connect;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    // `net.connect` hands over its options in an array; sockets of our own servers and of vitest have a path or no host.
    const [first] = Array.isArray(args[0]) ? args[0] : args;
    const options = first as { host?: string; port?: number | string; path?: string };
    if (typeof options !== "object" || options.path !== undefined) return original.apply(this, args as never);
    const host = options.host ?? "localhost";
    if (host === "127.0.0.1" && bridges.has(Number(options.port))) return original.apply(this, args as never);
    attempts.push({ host, port: Number(options.port) });
    if (host === INTERNET) Object.assign(options, { host: "127.0.0.1", port: internetPort });
    return original.apply(this, args as never);
  } as typeof original;
  return {
    attempts,
    /** Where everything on the internet sends one on to; `null`: nothing is there. */
    redirectTo: (url: string | null) => {
      location = url;
      served = 0;
      attempts.length = 0;
    },
    /** How many HTTP requests were answered since. */
    served: () => served,
    stop: async () => {
      Socket.prototype.connect = original;
      forget();
      distrust();
      http.closeAllConnections();
      https.closeAllConnections();
      await new Promise((resolve) => internet.close(resolve));
    },
  };
}

/** The test's own servers: whoever connects to one of these has gone where nobody may go. */
const own = new WeakSet<Server>();

/**
 * The ports that plugins listen on themselves, for a library that opens sockets of its own: what comes in there has not
 * left the process, and where it goes on to is an attempt like any other.
 */
function watchBridges() {
  const bridges = new Set<number>();
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    let port = 0;
    this.once("listening", () => {
      const address = this.address();
      if (own.has(this) || address === null || typeof address === "string") return;
      port = address.port;
      bridges.add(port);
    });
    this.once("close", () => bridges.delete(port));
    return listen.apply(this, args as never);
  } as typeof listen;
  return {
    bridges,
    forget: () => {
      Server.prototype.listen = listen;
    },
  };
}

/** Counts who connects, and says nothing. */
export async function listener(host: string) {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on("error", () => {});
    socket.destroy();
  });
  const port = await listening(server, host);
  return { port, connections: () => connections, stop: () => new Promise((done) => server.close(done)) };
}

/** One certificate is every name's here. */
function trustTheInternet(): () => void {
  const { checkServerIdentity } = tls;
  const authorities = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...authorities, authority]);
  tls.checkServerIdentity = () => undefined;
  return () => {
    tls.setDefaultCACertificates(authorities);
    tls.checkServerIdentity = checkServerIdentity;
  };
}

/** A protocol whose server speaks first waits in vain here, but not for long. */
const SILENCE_MS = 100;

function answer(socket: Socket, { http, https }: Readonly<Record<"http" | "https", Server>>): void {
  socket.on("error", () => {});
  const silence = setTimeout(() => socket.destroy(), SILENCE_MS);
  socket.once("readable", () => {
    clearTimeout(silence);
    const head: Buffer | null = socket.read();
    if (!head) return void socket.destroy();
    socket.unshift(head);
    if (head[0] === 0x16) https.emit("connection", socket);
    else if (/^[A-Z]{3,7} /.test(head.subarray(0, 8).toString("latin1"))) http.emit("connection", socket);
    else socket.destroy();
  });
}

async function listening(server: Server, host = "127.0.0.1"): Promise<number> {
  own.add(server);
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port; // it listens on a port
}

/** How a URL writes an address. */
export const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);
