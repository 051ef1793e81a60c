import type { HostSocket, RawAnswer, Runtime } from "@turnbolt/core";
import { type Network, networkOf } from "../network.ts";
import type { Target } from "../target.ts";

/** What goes wrong with one request. */
export type Trouble =
  /** It never leaves. */
  | "cut"
  /** It does its work, and the answer is lost. */
  | "lost"
  /** It never leaves, and somebody on the way answers in place of the target. */
  | "gateway";

/** Everything that a provider let out: what it asked for, what it logged. */
export interface Trace {
  readonly urls: string[];
  readonly lines: string[];
  requests: number;
  sockets: number;
}

export interface LendOptions {
  readonly trace: Trace;
  /** Granted issue only: the last answer is kept here. */
  readonly keep?: (answer: RawAnswer) => void;
}

/** Strikes the request with this number, counted from 0. */
export interface Strike {
  readonly at: number;
  readonly kind: Trouble;
}

export interface Lent {
  readonly runtime: Runtime;
  /** Counts requests and sockets from here, and strikes one of them. */
  begin(strike: Strike | undefined): void;
  close(): void;
}

export const newTrace = (): Trace => ({ urls: [], lines: [], requests: 0, sockets: 0 });

/** Lends a runtime for one call; once it is closed, nothing leaves through it. */
export function lend(target: Target, { trace, keep }: LendOptions): Lent {
  const network = networkOf(target);
  const ended = new AbortController();
  const sockets: HostSocket[] = [];
  let strike: Strike | undefined;
  const assertOpen = () => {
    if (ended.signal.aborted) {
      throw new Error("the runtime of an ended call was used: take the runtime of the call at hand");
    }
  };
  const print = (message: string) => void trace.lines.push(message);
  const runtime: Runtime = {
    async fetch(url, init) {
      assertOpen();
      const number = trace.requests++;
      trace.urls.push(String(url));
      const struck = strike?.at === number ? strike.kind : null;
      const response = await sendThrough(network, struck, url, init);
      return keep ? await keepFirst(response, keep) : response;
    },
    async socket(host, port) {
      assertOpen();
      trace.sockets++;
      if (strike?.kind === "cut") throw new Error("the connection broke");
      const socket = await network.socket(host, port);
      sockets.push(socket);
      return socket;
    },
    resolve: (host) => network.resolve(host),
    signal: ended.signal,
    log: { debug: print, info: print, warn: print },
    progress() {},
  };
  const begin = (next: Strike | undefined) => {
    trace.requests = 0;
    trace.sockets = 0;
    strike = next;
  };
  const close = () => {
    ended.abort(new Error("the call is over"));
    for (const socket of sockets) socket.destroy();
  };
  return { runtime, begin, close };
}

async function sendThrough(
  network: Network,
  trouble: Trouble | null,
  url: string | URL,
  init: Parameters<Network["fetch"]>[1],
): Promise<Response> {
  if (trouble === "cut") throw new TypeError("fetch failed");
  if (trouble === "gateway") return new Response(gatewayPage(init), { status: 502 });
  const response = await network.fetch(url, init);
  if (trouble !== "lost") return response;
  await response.arrayBuffer();
  throw new TypeError("fetch failed");
}

/** As some gateways do, it shows the request that it could not deliver. */
const gatewayPage = (init: Parameters<Network["fetch"]>[1]): string =>
  [
    "<html><h1>502 Bad Gateway</h1><pre>",
    ...[...new Headers(init?.headers)].map(([name, value]) => `${name}: ${value}`),
    typeof init?.body === "string" ? init.body : "",
    "</pre></html>",
  ].join("\n");

async function keepFirst(response: Response, keep: (answer: RawAnswer) => void): Promise<Response> {
  const body = await response.text();
  const { status, headers } = response;
  if (response.ok) keep({ status, body, complete: true });
  return new Response(body, { status, headers });
}
