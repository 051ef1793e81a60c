import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** A TCP proxy that loses what a test wants lost, and counts what passes. */
export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** Ends every open connection at once. */
  dropAll(): void;
  /** While on, new connections are closed as soon as they come; the open ones go on. */
  refuse(on: boolean): void;
  /** Ends the connection that sends the next request that matches, and keeps that request from the server. */
  loseRequest(matches?: (request: Buffer) => boolean): void;
  /** Lets the next request that matches through, and ends its connection instead of passing the answer on. */
  loseAnswer(matches?: (request: Buffer) => boolean): void;
  /** Passes all but the end of the next request that matches on, and nothing more of what its client says. */
  stopShort(matches: (request: Buffer) => boolean): void;
  /** Ends each connection, open or new, once so many bytes have come from the client; no number takes it back. */
  cutAfter(bytes?: number): void;
  readonly stats: ProxyStats;
  stop(): Promise<void>;
}

/** What has passed since the start, or since `reset`. */
export interface ProxyStats {
  readonly connections: number;
  /** How often a client spoke after the server did: requests that waited for an answer to the one before. */
  readonly roundTrips: number;
  readonly lost: number;
  reset(): void;
}

/**
 * @example
 * const proxy = await faultProxy({ to: target.admin });
 * proxy.loseAnswer((request) => request.includes("alter role"));
 */
export async function faultProxy(options: {
  to: { host: string; port: number };
  /**
   * Every answer is on its way for so long, as if the server were far away. What a client sends in one go is then one
   * round trip, in however many packets it leaves.
   */
  answersTravelMs?: number;
}): Promise<FaultProxy> {
  const { host, port } = options.to;
  const state = newState(options.answersTravelMs ?? 0);
  const server = createServer({ noDelay: true }, (client) => {
    if (state.refusing) {
      client.destroy();
    } else {
      state.counts.connections++;
      relay(client, createConnection({ host, port, noDelay: true }), state);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: portOf(server),
    dropAll: () => dropAll(state),
    refuse: (on) => {
      state.refusing = on;
    },
    loseRequest: (matches = () => true) => {
      state.fault = { lose: "request", matches };
    },
    loseAnswer: (matches = () => true) => {
      state.fault = { lose: "answer", matches };
    },
    stopShort: (matches) => {
      state.fault = { lose: "end", matches };
    },
    cutAfter: (bytes) => {
      state.limit = bytes ?? Number.POSITIVE_INFINITY;
    },
    stats: statsOf(state),
    stop: async () => {
      dropAll(state);
      server.close();
      await once(server, "close");
    },
  };
}

interface State {
  readonly travelMs: number;
  refusing: boolean;
  fault: { lose: "request" | "answer" | "end"; matches: (request: Buffer) => boolean } | undefined;
  limit: number;
  readonly sockets: Set<Socket>;
  counts: { connections: number; roundTrips: number; lost: number };
}

function newState(travelMs: number): State {
  return {
    travelMs,
    refusing: false,
    fault: undefined,
    limit: Number.POSITIVE_INFINITY,
    sockets: new Set(),
    counts: { connections: 0, roundTrips: 0, lost: 0 },
  };
}

function relay(client: Socket, server: Socket, state: State): void {
  let speaker: "client" | "server" = "server";
  let sent = 0;
  let answerIsLost = false;
  let isSilent = false;
  const end = () => {
    client.destroy();
    server.destroy();
  };
  for (const socket of [client, server]) {
    state.sockets.add(socket);
    socket.on("close", () => {
      state.sockets.delete(socket);
      end();
    });
    // A reset connection is what this proxy is for; `close` follows.
    socket.on("error", () => {});
  }
  client.on("data", (request: Buffer) => {
    if (speaker === "server") state.counts.roundTrips++;
    speaker = "client";
    sent += request.length;
    const fault = state.fault?.matches(request) ? state.fault : undefined;
    if (fault) state.fault = undefined;
    if (isSilent) return;
    if (fault?.lose === "end") {
      state.counts.lost++;
      isSilent = true;
      server.write(request.subarray(0, -1));
    } else if (fault?.lose === "request" || sent > state.limit) {
      state.counts.lost++;
      end();
    } else {
      answerIsLost ||= fault?.lose === "answer";
      server.write(request);
    }
  });
  const arrive = (answer: Buffer) => {
    speaker = "server";
    if (answerIsLost) {
      state.counts.lost++;
      end();
    } else {
      client.write(answer);
    }
  };
  server.on("data", (answer: Buffer) => {
    if (state.travelMs > 0) setTimeout(arrive, state.travelMs, answer);
    else arrive(answer);
  });
  client.on("end", () => server.end());
  server.on("end", () => client.end());
}

function dropAll(state: State): void {
  for (const socket of state.sockets) socket.destroy();
}

function statsOf(state: State): ProxyStats {
  return {
    get connections() {
      return state.counts.connections;
    },
    get roundTrips() {
      return state.counts.roundTrips;
    },
    get lost() {
      return state.counts.lost;
    },
    reset: () => {
      state.counts = { connections: 0, roundTrips: 0, lost: 0 };
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return address.port;
}
