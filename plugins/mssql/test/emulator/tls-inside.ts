import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { PACKET, packets } from "./packets.ts";

export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** TLS as TDS 7 carries it: inside PRELOGIN packets during the handshake, bare after it. */
export interface TlsInside {
  readonly clear: TLSSocket;
  /** The handshake's bytes, without their packet's header. */
  handshake(bytes: Buffer): void;
  /** Bytes that came bare; from now on they leave so too. */
  bare(bytes: Buffer): void;
}

export function tlsInside(pair: KeyPair, send: (bytes: Buffer) => void, end: () => void): TlsInside {
  let isBare = false;
  let waiting: Buffer[] = [];
  // The client takes exactly one message for each of its own.
  const flush = () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    if (bytes.length > 0) send(isBare ? bytes : packets(PACKET.prelogin, bytes));
  };
  const wire = new Duplex({
    read() {},
    write(chunk: Buffer, _, callback) {
      waiting.push(chunk);
      setImmediate(flush);
      callback();
    },
    final(callback) {
      flush();
      end();
      callback();
    },
  });
  const secureContext = createSecureContext({ ...pair, maxVersion: "TLSv1.2" });
  const clear = new TLSSocket(wire, { isServer: true, secureContext });
  return {
    clear,
    handshake: (bytes) => void wire.push(bytes),
    bare: (bytes) => {
      isBare = true;
      wire.push(bytes);
    },
  };
}
