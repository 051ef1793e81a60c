import { isIP, type Socket } from "node:net";
import { connect as startTls, type TLSSocket } from "node:tls";
import { dial, type Runtime } from "@turnbolt/core";
import type { AbstractConnector } from "ioredis";
import { type As, explained, saysNoFile } from "./errors.ts";
import type { Connection, Node } from "./schema.ts";

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** One login at one node; nothing of it is ever opened again by itself. */
export interface Session {
  readonly node: Node;
  /** Sends a command and gives its answer. */
  ask(command: string, ...words: readonly string[]): Promise<unknown>;
  /** Writes the users to the ACL file; `false` where the server has none. */
  save(): Promise<boolean>;
  end(): void;
}

/** Logs in over a socket of the host; the call's signal cuts it off. The driver is loaded here. */
export async function openSession(
  to: Connection,
  node: Node,
  login: Login,
  runtime: Runtime,
  as: As,
): Promise<Session> {
  const { AbstractConnector, Redis } = await import("ioredis");
  const stream = await open(to, node, runtime).catch((error: unknown) => {
    throw explained(error, node, as);
  });
  const client = new Redis({ ...OPTIONS, Connector: connectorOver(AbstractConnector, stream) });
  // Without a listener the driver writes its errors to the console.
  client.on("error", () => {});
  const cut = () => void stream.destroy();
  runtime.signal.addEventListener("abort", cut, { once: true });
  const end = () => {
    runtime.signal.removeEventListener("abort", cut);
    client.disconnect();
    stream.destroy();
  };
  const ask = async (command: string, ...words: readonly string[]) => {
    try {
      return await client.call(command, ...words);
    } catch (error) {
      throw explained(error, node, as);
    }
  };
  const save = async () => {
    try {
      await client.call("ACL", "SAVE");
      return true;
    } catch (error) {
      if (saysNoFile(error)) return false;
      throw explained(error, node, as);
    }
  };
  try {
    await client.connect().catch((error: unknown) => {
      throw explained(error, node, as);
    });
    await ask("AUTH", login.username, login.password);
    return { node, ask, save, end };
  } catch (error) {
    end();
    throw error;
  }
}

/** Every option that would make the driver talk, wait or try by itself is off. */
const OPTIONS = {
  lazyConnect: true,
  enableReadyCheck: false,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
  reconnectOnError: () => false,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  disableClientInfo: true,
  protocol: 2,
} as const;

/** The driver's hook for streams of one's own; it asks for a class. */
function connectorOver(base: typeof AbstractConnector, stream: Socket) {
  return class extends base {
    constructor() {
      super(0);
      this.stream = stream;
    }
    connect = () => Promise.resolve(stream);
  };
}

/** The host's socket, with TLS over it where that is on. */
async function open(to: Connection, node: Node, runtime: Runtime): Promise<Socket> {
  // On Node the host lends sockets of Node.
  const socket = (await dial(runtime, node, "redis-credentials")) as Socket;
  return to.sslEnabled ? await secured(socket, node.host, to) : socket;
}

function secured(socket: Socket, host: string, to: Connection): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const stream = startTls(
      {
        socket,
        host,
        servername: isIP(host) ? "" : host,
        rejectUnauthorized: to.sslRejectUnauthorized,
        ...(to.sslCertificate === undefined ? {} : { ca: to.sslCertificate }),
      },
      () => resolve(stream),
    );
    stream.once("error", reject);
  });
}
