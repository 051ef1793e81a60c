const HEADER = 8;
const ACCEPT = 2;
const REDIRECT = 5;
const DATA = 6;
const RESEND = 11;
const RENEGOTIATE = 0x08;
/** Of a redirect: after the address come other data to connect with. */
const SEPARATED = 0x02;

/** What can become of the packets that a listener sends before it accepts. */
export interface Gate {
  pass(bytes: Buffer): void;
  /** Begins TLS anew. */
  renegotiate(): Promise<void>;
  /** Goes where the listener says, and tells where the driver is to go. */
  redirect(address: string): Promise<string>;
  accepted(): void;
  refuse(reason: Error): void;
}

/**
 * Looks at a listener's packets until it accepts; from then on bytes pass as they come. A listener that hands its
 * client over to another process asks for a new TLS handshake, and one that names another address wants its client
 * there. Both are ours to do: the driver has no TLS here, and would go past the host.
 */
export function packetGate(gate: Gate): (bytes: Buffer) => void {
  let isOpen = false;
  const read = packetReader();
  const look = lookAt(gate);
  return (bytes) => {
    if (isOpen) return gate.pass(bytes);
    for (const packet of read.take(bytes)) {
      look(packet).catch(gate.refuse);
      isOpen = typeOf(packet) === ACCEPT;
      if (isOpen) gate.pass(read.rest());
    }
  };
}

function lookAt({ pass, renegotiate, redirect, accepted }: Gate): (packet: Buffer) => Promise<void> {
  // A long redirect has its text in a packet of its own.
  let redirectFlags: number | undefined;
  const sendOn = async (flags: number, data: Buffer) => {
    const at = flags & SEPARATED ? data.indexOf(0) : -1;
    const [text, rest] = at < 0 ? [data, Buffer.alloc(0)] : [data.subarray(0, at), data.subarray(at)];
    const address = await redirect(text.toString("latin1"));
    pass(redirectPacket(flags, Buffer.concat([Buffer.from(address), rest])));
  };
  return async (packet) => {
    const [type, flags] = [typeOf(packet), packet.readUInt8(5)];
    if (type === DATA && redirectFlags !== undefined) return await sendOn(redirectFlags, packet.subarray(10));
    if (type === REDIRECT && packet.length > 10) return await sendOn(flags, packet.subarray(10));
    if (type === REDIRECT) {
      redirectFlags = flags;
      return;
    }
    if (type === ACCEPT) accepted();
    if (type === RESEND && flags & RENEGOTIATE) {
      packet.writeUInt8(flags & ~RENEGOTIATE, 5);
      await renegotiate();
    }
    pass(packet);
  };
}

const typeOf = (packet: Buffer): number => packet.readUInt8(4);

function redirectPacket(flags: number, data: Buffer): Buffer {
  const packet = Buffer.concat([Buffer.alloc(10), data]);
  packet.writeUInt16BE(packet.length);
  packet.writeUInt8(REDIRECT, 4);
  packet.writeUInt8(flags, 5);
  packet.writeUInt16BE(data.length, 8);
  return packet;
}

/** Whole packets of a stream, as they are before a session is accepted: with a length of two bytes. */
function packetReader() {
  let held: Buffer = Buffer.alloc(0);
  return {
    *take(bytes: Buffer): Generator<Buffer> {
      held = Buffer.concat([held, bytes]);
      while (held.length >= HEADER) {
        const length = Math.max(held.readUInt16BE(), HEADER);
        if (held.length < length) return;
        const packet = held.subarray(0, length);
        held = held.subarray(length);
        yield packet;
      }
    },
    /** What was not whole. */
    rest(): Buffer {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}
