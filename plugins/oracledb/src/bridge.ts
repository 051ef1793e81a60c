import { createServer, type Server, type Socket } from "node:net";
import { dial, type Runtime } from "@turnbolt/core";
import { packetGate } from "./packet-gate.ts";
import type { Connection } from "./schema.ts";
import { bareWay, securedWay, type Way } from "./way.ts";

/**
 * A way for the driver, which opens its sockets itself, over one of the host's: a port on loopback that takes one
 * client and is closed then. What comes in there goes out through the host, with our TLS.
 */
export interface Bridge {
  readonly port: number;
  /** Rejects when the way out fails or is closed over there. */
  readonly broken: Promise<never>;
  /** The login is over; until it is told so in time, the bridge breaks. */
  entered(): void;
  end(): void;
}

export async function openBridge(to: Connection, runtime: Runtime, withinMs: number): Promise<Bridge> {
  // On Node the host lends sockets of Node.
  const socket = (await dial(runtime, to, "oracledb-credentials")) as Socket;
  const late = setTimeout(() => cut(coded("ETIMEDOUT")), withinMs);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when it happens.
  broken.catch(() => {});
  const server = createServer();
  const ends: (() => void)[] = [() => socket.destroy(), () => server.close()];
  const end = () => {
    clearTimeout(late);
    runtime.signal.removeEventListener("abort", aborted);
    for (const close of ends.splice(0)) close();
  };
  const cut = (reason: Error) => {
    reject(reason);
    end();
  };
  const aborted = () => cut(coded("ABORTED"));
  runtime.signal.addEventListener("abort", aborted, { once: true });
  if (runtime.signal.aborted) aborted();
  socket.on("error", cut);
  socket.on("close", () => cut(coded("CONNECTION_CLOSED")));
  try {
    const way = await Promise.race([to.sslEnabled ? securedWay(socket, to) : bareWay(socket), broken]);
    server.once("connection", (near) => {
      server.close();
      ends.push(() => near.destroy());
      join(near, way, cut);
    });
    return { port: await listening(server), broken, entered: () => clearTimeout(late), end };
  } catch (error) {
    end();
    throw error;
  }
}

function join(near: Socket, way: Way, cut: (reason: Error) => void): void {
  near.setNoDelay(true);
  near.on("error", () => {});
  near.on("close", () => cut(coded("CONNECTION_CLOSED")));
  near.on("data", (bytes) => way.send(bytes));
  const gate = packetGate({
    pass: (bytes) => near.write(bytes),
    renegotiate: () => way.renegotiate(),
    refuse: cut,
  });
  way.receive((bytes) => gate(bytes), cut);
}

const coded = (code: string): Error => Object.assign(new Error(code), { code });

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address && typeof address === "object") resolve(address.port);
      else reject(new Error("no port on loopback"));
    });
  });
}
