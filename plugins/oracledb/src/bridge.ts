import { createServer, type Server, type Socket } from "node:net";
import { dial, type Runtime } from "@turnbolt/core";
import { failure } from "./errors.ts";
import { coded, type Life, newLife } from "./life.ts";
import { type Gate, packetGate } from "./packet-gate.ts";
import { type Address, addressIn } from "./redirect.ts";
import type { Connection } from "./schema.ts";
import { bareWay, securedWay, type Way } from "./way.ts";

/**
 * A way for the driver, which opens its sockets itself, over those of the host: a port on loopback. What comes in there
 * goes out through the host, with our TLS. A listener that sends its clients on to another address sends the driver
 * to the same port again, and the host goes on from there.
 */
export interface Bridge extends Pick<Life, "broken" | "entered" | "end"> {
  readonly port: number;
}

export async function openBridge(to: Connection, runtime: Runtime, withinMs: number): Promise<Bridge> {
  const life = newLife(runtime, withinMs);
  const roads = roadsTo(to, runtime, life);
  const server = createServer((near) => {
    const road = roads.take();
    if (!road) return void near.on("error", () => {}).destroy();
    life.keep(near, () => road.isUsed() && life.cut(coded("CONNECTION_CLOSED")));
    join(near, road.way, {
      redirect: async (text) => {
        await roads.redirect(text);
        return `(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=${port}))`;
      },
      refuse: life.cut,
      accepted: () => void server.close(),
    });
  });
  const end = () => {
    life.end();
    server.close();
  };
  let port = 0;
  try {
    await roads.reach(to);
    port = await listening(server);
    return { port, broken: life.broken, entered: life.entered, end };
  } catch (error) {
    end();
    throw error;
  }
}

const MOST_REDIRECTS = 2;

/** The host's sockets to the server and to where its listener sends us: one after the other, one at a time. */
function roadsTo(to: Connection, runtime: Runtime, { broken, keep, cut }: Life) {
  let used: Socket | undefined;
  let waiting: Way | undefined;
  let redirects = 0;
  const reach = async (address: Address): Promise<void> => {
    // On Node the host lends sockets of Node.
    const socket = (await dial(runtime, address, "oracledb-credentials")) as Socket;
    const before = used;
    used = socket;
    before?.destroy();
    keep(socket, (reason) => used === socket && cut(reason));
    const way = to.sslEnabled ? securedWay(socket, to, address.host) : bareWay(socket);
    waiting = await Promise.race([way, broken]);
  };
  return {
    reach,
    redirect: async (text: string): Promise<void> => {
      const address = addressIn(text);
      redirects += 1;
      if (!address || redirects > MOST_REDIRECTS) throw astray();
      await reach(address);
    },
    /** What was reached, once. */
    take: () => {
      const [way, far] = [waiting, used];
      waiting = undefined;
      return way && { way, isUsed: () => used === far };
    },
  };
}

const astray = () =>
  failure("invalid", "the listener sends its clients around; name the database's own host and port");

function join(near: Socket, way: Way, more: Pick<Gate, "redirect" | "refuse" | "accepted">): void {
  near.setNoDelay(true);
  near.on("data", (bytes) => way.send(bytes));
  const gate = packetGate({
    pass: (bytes) => near.write(bytes),
    renegotiate: () => way.renegotiate(),
    ...more,
  });
  way.receive(gate, more.refuse);
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address && typeof address === "object") resolve(address.port);
      else reject(new Error("no port on loopback"));
    });
  });
}
