import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { KitClock } from "../target.ts";

/** One request, read to its end. */
export interface Ask {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What goes back; the body as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** "drop" closes the connection without an answer. */
export type Step = Answer | "drop" | undefined;

/** What a test does to a command: `before` it has any effect, or `after`. A step given back takes the answer's place. */
export interface Hooks {
  before?: (ask: Ask) => Step | Promise<Step>;
  after?: (ask: Ask, answer: Answer) => Step | Promise<Step>;
}

/** A server under way. */
export interface Door {
  readonly url: string;
  /** Every request so far, as `METHOD /path`. */
  readonly seen: string[];
  readonly hooks: Hooks;
  stop(): Promise<void>;
}

/** An HTTP server on loopback over one function; its Date header and nothing else tells the kit's time. */
export async function openDoor(clock: KitClock, serve: (ask: Ask) => Answer): Promise<Door> {
  const hooks: Hooks = {};
  const seen: string[] = [];
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.destroy());
  });
  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ask = await readAsk(request);
    seen.push(`${ask.method} ${ask.url.pathname}`);
    const first = (await hooks.before?.(ask)) ?? serve(ask);
    const last = first === "drop" ? first : ((await hooks.after?.(ask, first)) ?? first);
    if (last === "drop") return void response.destroy();
    response.sendDate = false;
    response.writeHead(last.status, {
      date: new Date(clock.now()).toUTCString(),
      ...(last.body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
      ...last.headers,
    });
    response.end(last.body === undefined ? "" : JSON.stringify(last.body));
  }
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    hooks,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The names that are not among the known ones. */
export const unknownNames = (given: Iterable<string>, known: readonly string[]): string[] =>
  [...given].filter((name) => !known.includes(name));

/** What an HTTP client may send here beside what the vendor's documentation names. */
export const COMMON_HEADERS = [
  "host",
  "connection",
  "accept",
  "accept-encoding",
  "accept-language",
  "content-length",
  "content-type",
  "sec-fetch-mode",
  "user-agent",
  "authorization",
] as const;

async function readAsk(request: IncomingMessage): Promise<Ask> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return {
    method: request.method ?? "",
    url: new URL(request.url ?? "/", "http://emulator"),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
