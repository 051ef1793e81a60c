import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type KeyPair, plainChannel, tlsChannel } from "./channel.ts";
import { serveSession } from "./session.ts";
import { type Instance, newInstance, type OracleError } from "./users.ts";

/** A login, or a statement to run. */
export interface Command {
  readonly kind: "login" | "execute" | "fetch";
  readonly login: string;
  readonly sql: string;
}

/** "drop" ends the connection without an answer; an error takes the answer's place. */
export type Step = "drop" | OracleError | undefined;

/** What a test does to a command: `before` it has any effect, or `after`. A promise delays it. */
export interface Hooks {
  before?: (command: Command) => Step | Promise<Step>;
  after?: (command: Command) => Step | Promise<Step>;
}

/** How the listener is reached, and what it does before it accepts. */
export interface Listener {
  readonly tls?: KeyPair;
  /** As servers do that hand the client over to another process: TLS begins again after the first answer. */
  readonly renegotiates?: boolean;
  /** It sends its clients to this address, in a long message or a short one. */
  readonly redirectTo?: string;
  readonly redirectsAtLength?: boolean;
}

export interface State {
  readonly instance: Instance;
  readonly hooks: Hooks;
  /** Every command so far. */
  readonly seen: Command[];
  /** Which logins failed and when, by the test's clock. */
  readonly failedLogins: { readonly login: string; readonly at: number }[];
  readonly now: () => number;
  running: number;
}

export interface OracleEmulator extends Omit<State, "running"> {
  readonly host: string;
  readonly port: number;
  /** How many commands are being run, their clients there or not. */
  readonly running: () => number;
  stop(): Promise<void>;
}

/**
 * Oracle Database 19c on loopback, as thin clients see it: TNS 318 and TTC with 12C verifiers. What it does not know
 * ends the connection or is an error.
 */
export async function startOracle(
  listener: Listener = {},
  now: () => number = Date.now,
): Promise<OracleEmulator> {
  const sockets = new Set<Socket>();
  const state: State = {
    ...{ instance: newInstance(), hooks: {}, seen: [], failedLogins: [] },
    ...{ now, running: 0 },
  };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    serveSession(listener.tls ? tlsChannel(socket, listener.tls) : plainChannel(socket), state, listener);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the emulator has no port");
  return {
    ...state,
    host: "127.0.0.1",
    port: address.port,
    running: () => state.running,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
