import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { checkServerIdentity, connect as startTls, type TLSSocket } from "node:tls";
import type { Connection } from "./schema.ts";

/** The bytes to and from the server, with TLS around them or not. */
export interface Way {
  send(bytes: Buffer): void;
  receive(take: (bytes: Buffer) => void, failed: (reason: Error) => void): void;
  /** Begins TLS anew on the bare connection; what the server waits for after it has asked. */
  renegotiate(): Promise<void>;
}

export function bareWay(socket: Socket): Way {
  return {
    send: (bytes) => void socket.write(bytes),
    receive: (take) => void socket.on("data", take),
    renegotiate: async () => {
      throw Object.assign(new Error("TLS was never begun"), { code: "NO_TLS" });
    },
  };
}

/** Rejects when the certificate is not one that the connection trusts, or names neither it nor what was reached. */
export async function securedWay(socket: Socket, to: Connection, reached: string): Promise<Way> {
  let take: (bytes: Buffer) => void = () => {};
  let failed: (reason: Error) => void = () => {};
  let side = bareSide(socket);
  socket.on("data", (bytes: Buffer) => {
    if (!side.push(bytes)) socket.pause();
  });
  const begin = async () => {
    const tls = await handshake(side, to, reached);
    tls.on("data", (bytes: Buffer) => take(bytes));
    tls.on("error", (error) => failed(error));
    return tls;
  };
  let tls = await begin();
  return {
    send: (bytes) => void tls.write(bytes),
    receive: (taker, failer) => {
      take = taker;
      failed = failer;
    },
    renegotiate: async () => {
      side = bareSide(socket);
      tls = await begin();
    },
  };
}

/** A stream of its own over the socket, so that one TLS session can be left behind for the next one. */
const bareSide = (socket: Socket): Duplex =>
  new Duplex({
    read: () => void socket.resume(),
    write: (bytes: Buffer, _, written) => void socket.write(bytes, () => written()),
  });

/** Like the vendor's clients it sends no server name; the certificate is compared with the host all the same. */
function handshake(
  socket: Duplex,
  { host, sslRejectUnauthorized, sslCertificate }: Connection,
  reached: string,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const stream = startTls(
      {
        socket,
        host,
        servername: "",
        checkServerIdentity: (_, certificate) =>
          checkServerIdentity(reached, certificate) && checkServerIdentity(host, certificate),
        rejectUnauthorized: sslRejectUnauthorized,
        ...(sslCertificate === undefined ? {} : { ca: sslCertificate }),
      },
      () => {
        stream.off("error", reject);
        resolve(stream);
      },
    );
    stream.once("error", reject);
  });
}
