import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly at: number;
}

/** Answers a request; without a call of `end` the sender waits. */
export type Answer = (response: ServerResponse, received: Received) => void;

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end("what a receiver says, at length");

/** A real HTTP server that keeps what it gets. */
export async function startReceiver(first: Answer = status(204)) {
  const received: Received[] = [];
  let answer = first;
  const watchers = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = {
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
        at: performance.now(),
      };
      received.push(one);
      answer(response, one);
      for (const look of watchers) look();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answers: (next: Answer) => {
      answer = next;
    },
    /** Waits until so many have come in all. */
    got: (count: number): Promise<readonly Received[]> =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => done(() => reject(new Error(`only ${received.length} of ${count} came`))),
          20_000,
        );
        const done = (then: () => void) => {
          clearTimeout(late);
          watchers.delete(look);
          then();
        };
        const look = () => {
          if (received.length >= count) done(() => resolve(received));
        };
        watchers.add(look);
        look();
      }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** The webhook headers of a request, as the receiver's library wants them. */
export const hooksOf = ({ headers }: Received) => ({
  "webhook-id": String(headers["webhook-id"]),
  "webhook-timestamp": String(headers["webhook-timestamp"]),
  "webhook-signature": String(headers["webhook-signature"]),
});
