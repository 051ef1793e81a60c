/** Types of TDS packets, MS-TDS 2.2.3.1.1. */
export const PACKET = {
  batch: 0x01,
  rpc: 0x03,
  answer: 0x04,
  attention: 0x06,
  transaction: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const;

export interface Message {
  readonly type: number;
  readonly body: Buffer;
}

const HEADER = 8;
const SIZE = 4096;
const END = 0x01;

/** Cuts a message into packets. */
export function packets(type: number, body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  do {
    const piece = body.subarray(from, from + SIZE - HEADER);
    from += piece.length;
    const header = Buffer.alloc(HEADER);
    header.writeUInt8(type, 0);
    header.writeUInt8(from < body.length ? 0 : END, 1);
    header.writeUInt16BE(piece.length + HEADER, 2);
    header.writeUInt8(pieces.length + 1, 6);
    pieces.push(header, piece);
  } while (from < body.length);
  return Buffer.concat(pieces);
}

/** Puts messages together from bytes as they come. */
export function messageReader(): (bytes: Buffer) => Message[] {
  let rest = Buffer.alloc(0);
  let parts: Buffer[] = [];
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const complete: Message[] = [];
    while (rest.length >= HEADER) {
      const length = rest.readUInt16BE(2);
      if (length < HEADER) throw new Error("a packet shorter than its header");
      if (rest.length < length) break;
      parts.push(rest.subarray(HEADER, length));
      const [type, status] = [rest.readUInt8(0), rest.readUInt8(1)];
      rest = rest.subarray(length);
      if (status & END) {
        complete.push({ type, body: Buffer.concat(parts) });
        parts = [];
      }
    }
    return complete;
  };
}
