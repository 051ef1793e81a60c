/** The packets of TNS that are used here. */
export const PACKET = {
  connect: 1,
  accept: 2,
  refuse: 4,
  redirect: 5,
  data: 6,
  resend: 11,
  marker: 12,
} as const;

const TYPES: readonly number[] = Object.values(PACKET);

/** Of a resend packet: negotiate TLS again first. */
export const RENEGOTIATE = 0x08;

/** Of a redirect packet: the data to connect with follow the address. */
const SEPARATED = 0x02;

const HEADER = 8;
const END_OF_FILE = 0x40;
const END_OF_REQUEST = 0x800;

export interface Packet {
  readonly type: number;
  /** Without the header. */
  readonly body: Buffer;
}

/** A packet; its length takes two bytes until the session is accepted, and four after it. */
export function packet(type: number, body: Uint8Array, { wide = true, flags = 0 } = {}): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(HEADER), body]);
  if (wide) bytes.writeUInt32BE(bytes.length);
  else bytes.writeUInt16BE(bytes.length);
  bytes.writeUInt8(type, 4);
  bytes.writeUInt8(flags, 5);
  return bytes;
}

/** A message in as many data packets as the agreed size asks for. */
export function dataPackets(message: Buffer, size: number): Buffer {
  const room = size - HEADER - 2;
  const packets: Buffer[] = [];
  for (let at = 0; at < message.length; at += room) {
    packets.push(packet(PACKET.data, Buffer.concat([Buffer.from([0, 0]), message.subarray(at, at + room)])));
  }
  return Buffer.concat(packets);
}

/** Takes the packets out of a stream, whatever pieces it comes in. */
export function packetReader(
  isWide: () => boolean,
  found: (packet: Packet) => void,
): (bytes: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= HEADER) {
      const length = isWide() ? held.readUInt32BE() : held.readUInt16BE();
      const type = held.readUInt8(4);
      if (length < HEADER || !TYPES.includes(type)) throw new RangeError(`a packet of ${length} bytes`);
      if (held.length < length) return;
      const whole = held.subarray(0, length);
      held = held.subarray(length);
      found({ type, body: whole.subarray(HEADER) });
    }
  };
}

/** A data packet's own flags, and what it carries. */
export function dataOf({ body }: Packet): {
  readonly last: boolean;
  readonly end: boolean;
  readonly data: Buffer;
} {
  const flags = body.readUInt16BE();
  return {
    last: (flags & END_OF_REQUEST) !== 0,
    end: (flags & END_OF_FILE) !== 0,
    data: body.subarray(2),
  };
}

/** Break (1), reset (2) or interrupt (3). */
export const marker = (kind: number): Buffer => packet(PACKET.marker, Buffer.from([1, 0, kind]));

export const MARKER = { break: 1, reset: 2, interrupt: 3 } as const;

/** The session stands, with the size of its packets; no native services, no fast login. */
export function acceptPacket(size: number): Buffer {
  const body = Buffer.alloc(37);
  body.writeUInt16BE(318, 0);
  body.writeUInt16BE(size, 4);
  body.writeUInt16BE(size, 6);
  body.writeUInt16BE(1, 8);
  body.writeUInt16BE(45, 12);
  body.writeUInt8(4, 14);
  body.writeUInt8(8, 15);
  body.writeUInt32BE(size, 24);
  body.writeUInt32BE(size, 28);
  return packet(PACKET.accept, body, { wide: false });
}

/** The listener's no. */
export function refusePacket(number: number): Buffer {
  const text = `(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=${number})(ERROR_STACK=(ERROR=(CODE=${number})(EMFI=4))))`;
  const head = Buffer.from([0x22, 0, 0, text.length]);
  return packet(PACKET.refuse, Buffer.concat([head, Buffer.from(text)]), { wide: false });
}

/** The listener names another address; a long text comes in a packet of its own. */
export function redirectPacket(address: string, connectData: string, isLong: boolean): Buffer {
  const text = Buffer.from(`${address}\0${connectData}`);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(text.length);
  const narrow = { wide: false, flags: SEPARATED };
  if (!isLong) return packet(PACKET.redirect, Buffer.concat([length, text]), narrow);
  const data = packet(PACKET.data, Buffer.concat([Buffer.alloc(2), text]), { wide: false });
  return Buffer.concat([packet(PACKET.redirect, length, narrow), data]);
}
