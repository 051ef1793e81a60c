import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** The bytes of one client, with TLS around them or not. */
export interface Channel {
  onBytes(take: (bytes: Buffer) => void): void;
  onGone(gone: () => void): void;
  send(bytes: Buffer): void;
  /** Begins TLS anew on the bare connection, with nothing left of the session before. */
  renegotiate(): void;
  drop(): void;
  end(): void;
}

export const plainChannel = (socket: Socket): Channel => ({
  onBytes: (take) => void socket.on("data", take),
  onGone: (gone) => void socket.on("close", gone),
  send: (bytes) => void socket.write(bytes),
  renegotiate: () => socket.destroy(),
  drop: () => void socket.destroy(),
  end: () => void socket.end(),
});

export function tlsChannel(socket: Socket, pair: KeyPair): Channel {
  let take: (bytes: Buffer) => void = () => {};
  let bare = bareSide(socket);
  let clear = begin();
  socket.on("data", (bytes: Buffer) => void bare.push(bytes));
  socket.on("close", () => clear.destroy());
  function begin(): TLSSocket {
    const tls = new TLSSocket(bare, { isServer: true, secureContext: createSecureContext({ ...pair }) });
    tls.on("data", (bytes: Buffer) => take(bytes)).on("error", () => socket.destroy());
    return tls;
  }
  return {
    onBytes: (taker) => {
      take = taker;
    },
    onGone: (gone) => void socket.on("close", gone),
    send: (bytes) => void clear.write(bytes),
    renegotiate: () => {
      bare = bareSide(socket);
      clear = begin();
    },
    drop: () => void socket.destroy(),
    end: () => void socket.end(),
  };
}

const bareSide = (socket: Socket): Duplex =>
  new Duplex({
    read() {},
    write: (bytes: Buffer, _, written) => void socket.write(bytes, () => written()),
  });
