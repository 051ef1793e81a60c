import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";

/** Where a call is caught: before the target has it, or when the target has done it and says so. */
export type Moment = "in flight" | "unheard";

/** A call that is caught between us and the target. */
export interface Caught {
  /** Settles when it is there. */
  readonly arrived: Promise<void>;
  /** Lets it reach the target after all, though nobody waits for the answer; settles when the target has answered. */
  land(): Promise<void>;
  /** It never reaches anybody. */
  drop(): void;
}

/** The way to a target, on which calls can be caught. What was sent lives on when the sender is dead. */
export interface Wire {
  readonly port: number;
  /** Catches the next call that looks like this. */
  catch(call: RegExp, moment: Moment): Caught;
  stop(): Promise<void>;
}

/** The rest of a request follows its head at once. */
const REST_MS = 20;
/** How long a target may take to answer what landed late. */
const ANSWER_MS = 1_000;

interface Trap {
  readonly call: RegExp;
  readonly moment: Moment;
  spring(caught: Relay): void;
}

/** One connection through the proxy. */
interface Relay {
  readonly client: Socket;
  readonly target: Socket;
  /** What is kept from the target. */
  readonly kept: Buffer[];
  /** Once something is caught here, nothing passes any more in the direction it went. */
  caught: Moment | null;
  /** The call has gone to the target, and its answer is waited for. */
  listening: Trap | null;
}

/** A TCP proxy in front of a target. */
export async function openWire(to: { readonly host: string; readonly port: number }): Promise<Wire> {
  const sockets = new Set<Socket>();
  const set: { trap: Trap | null } = { trap: null };
  const server = createServer({ noDelay: true }, (client) => {
    const target = createConnection({ ...to, noDelay: true });
    const relay: Relay = { client, target, kept: [], caught: null, listening: null };
    client.on("data", (bytes: Buffer) => onRequest(relay, set, bytes));
    target.on("data", (bytes: Buffer) => onAnswer(relay, bytes));
    for (const socket of [client, target]) {
      sockets.add(socket);
      // A process that is killed resets its connections; `close` follows.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        if (socket === target) client.destroy();
        else if (!relay.caught) target.destroy();
      });
    }
  });
  return {
    port: await listen(server),
    catch: (call, moment) => setTrap(set, call, moment),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function onRequest(relay: Relay, set: { trap: Trap | null }, bytes: Buffer): void {
  const { trap } = set;
  if (!relay.caught && trap?.call.test(bytes.toString("latin1"))) {
    set.trap = null;
    if (trap.moment === "unheard") relay.listening = trap;
    else {
      relay.caught = "in flight";
      setTimeout(() => trap.spring(relay), REST_MS);
    }
  }
  if (relay.caught) relay.kept.push(bytes);
  else relay.target.write(bytes);
}

function onAnswer(relay: Relay, bytes: Buffer): void {
  if (relay.listening) {
    relay.caught = "unheard";
    relay.listening.spring(relay);
    relay.listening = null;
  }
  if (!relay.caught) relay.client.write(bytes);
}

function setTrap(set: { trap: Trap | null }, call: RegExp, moment: Moment): Caught {
  const arrived = Promise.withResolvers<void>();
  let relay: Relay | null = null;
  const trap: Trap = {
    call,
    moment,
    spring: (caught) => {
      relay = caught;
      arrived.resolve();
    },
  };
  set.trap = trap;
  return {
    arrived: arrived.promise,
    land: async () => {
      if (relay?.caught !== "in flight") return;
      const answered = once(relay.target, "data", { signal: AbortSignal.timeout(ANSWER_MS) });
      relay.target.write(Buffer.concat(relay.kept.splice(0)));
      await answered.catch(() => {});
    },
    drop: () => {
      if (set.trap === trap) set.trap = null;
      relay?.target.destroy();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return address.port;
}
