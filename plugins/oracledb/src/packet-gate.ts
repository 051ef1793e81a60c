import { failure } from "./errors.ts";

const HEADER = 8;
const ACCEPT = 2;
const REDIRECT = 5;
const RESEND = 11;
const RENEGOTIATE = 0x08;

/** What can become of the packets that a listener sends before it accepts. */
export interface Gate {
  pass(bytes: Buffer): void;
  /** Begins TLS anew. */
  renegotiate(): Promise<void>;
  refuse(reason: Error): void;
}

/**
 * Looks at a listener's packets until it accepts; from then on bytes pass as they come. A listener that hands its
 * client over to another process asks for a new TLS handshake, which is ours to make. One that names another address
 * is refused: the driver would go there by itself, past the host.
 */
export function packetGate({ pass, renegotiate, refuse }: Gate): (bytes: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  let accepted = false;
  return (bytes) => {
    if (accepted) return pass(bytes);
    held = Buffer.concat([held, bytes]);
    while (!accepted && held.length >= HEADER) {
      const length = Math.max(held.readUInt16BE(), HEADER);
      if (held.length < length) return;
      const packet = held.subarray(0, length);
      held = held.subarray(length);
      const [type, flags] = [packet.readUInt8(4), packet.readUInt8(5)];
      if (type === REDIRECT) return refuse(elsewhere());
      accepted = type === ACCEPT;
      if (type === RESEND && flags & RENEGOTIATE) {
        packet.writeUInt8(flags & ~RENEGOTIATE, 5);
        renegotiate().then(() => pass(packet), refuse);
      } else pass(packet);
    }
    if (accepted && held.length > 0) pass(held);
  };
}

const elsewhere = () =>
  failure(
    "invalid",
    "the listener sends its clients on to another address; name the database's own host and port",
  );
