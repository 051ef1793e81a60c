import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";

/** A relay to a server that is far away: every answer travels for a while. */
export interface FarAway {
  readonly port: number;
  /** How often the client spoke again after an answer had reached it: what a distance makes one wait for. */
  readonly trips: number;
  reset(): void;
  stop(): Promise<void>;
}

/**
 * Requests pass at once and answers wait, so that what a client sends in one go counts as one, in however many
 * packets it leaves.
 */
export async function farAway(to: { readonly host: string; readonly port: number }): Promise<FarAway> {
  const state = { trips: 0 };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const far = createConnection({ ...to, noDelay: true });
    for (const socket of [client, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        far.destroy();
      });
    }
    let answered = true;
    client.on("data", (request: Buffer) => {
      if (answered) state.trips++;
      answered = false;
      far.write(request);
    });
    far.on("data", (answer: Buffer) => {
      setTimeout(() => {
        answered = true;
        client.write(answer);
      }, TRAVEL_MS);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the relay has no port");
  return {
    port: address.port,
    get trips() {
      return state.trips;
    },
    reset: () => {
      state.trips = 0;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const TRAVEL_MS = 40;
