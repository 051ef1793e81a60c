import { createConnection, type Socket } from "node:net";

/** What the driver says about where to go: a socket's path, or hosts with their ports. */
export interface Where {
  readonly path?: string | null | undefined;
  readonly host: readonly string[];
  readonly port: readonly number[];
}

/**
 * Makes the driver's sockets, which send at once. The driver leaves that out, and the second packet of a transaction
 * then waits for an answer to the first: one more round trip, unless everything is very small.
 */
export function dialler(): (where: Where) => Socket {
  let turn = 0;
  return ({ path, host, port }) => {
    if (path) return createConnection({ path });
    const at = turn++ % host.length;
    const name = host[at] ?? "localhost";
    // TLS checks the certificate for the name that it finds on the socket.
    return Object.assign(createConnection({ host: name, port: port[at] ?? 5432, noDelay: true }), {
      host: name,
    });
  };
}
