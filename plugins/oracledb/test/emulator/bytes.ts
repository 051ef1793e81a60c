/** Writes values as TTC encodes them. */
export interface Writer {
  /** One byte each. */
  bytes(...values: number[]): Writer;
  raw(bytes: Uint8Array): Writer;
  uint16(value: number): Writer;
  /** Numbers of up to 2, 4 or 8 bytes: a length, then no more bytes than it takes. */
  ub(...values: number[]): Writer;
  /** A length byte and the bytes; long ones in chunks. */
  sized(bytes: Uint8Array | string): Writer;
  /** `sized` with its length before it, or a zero for nothing. */
  optional(text: string): Writer;
  done(): Buffer;
}

const LONGEST = 252;
const CHUNKED = 0xfe;
const CHUNK = 32_767;

export function writer(): Writer {
  const parts: Uint8Array[] = [];
  const self: Writer = {
    bytes: (...values) => add(Buffer.from(values)),
    raw: (bytes) => add(bytes),
    uint16: (value) => add(Buffer.from([value >> 8, value & 0xff])),
    ub: (...values) => {
      for (const value of values) add(variable(value));
      return self;
    },
    sized: (value) => {
      const bytes = Buffer.from(value);
      if (bytes.length <= LONGEST) return self.bytes(bytes.length).raw(bytes);
      self.bytes(CHUNKED);
      for (let at = 0; at < bytes.length; at += CHUNK) {
        const chunk = bytes.subarray(at, at + CHUNK);
        self.ub(chunk.length).raw(chunk);
      }
      return self.ub(0);
    },
    optional: (text) => {
      const length = Buffer.byteLength(text);
      self.ub(length);
      return length > 0 ? self.sized(text) : self;
    },
    done: () => Buffer.concat(parts),
  };
  function add(bytes: Uint8Array): Writer {
    parts.push(bytes);
    return self;
  }
  return self;
}

function variable(value: number): Buffer {
  if (value === 0) return Buffer.from([0]);
  const size = value <= 0xff ? 1 : value <= 0xffff ? 2 : 4;
  const bytes = Buffer.alloc(size + 1, size);
  bytes.writeUIntBE(value, 1, size);
  return bytes;
}

/** The client said something that the emulator does not know. */
export class NotUnderstood extends Error {}

/** Reads what a `Writer` writes, and takes nothing for granted. */
export interface Reader {
  byte(): number;
  /** These bytes and no others. */
  exactly(...values: number[]): void;
  take(length: number): Buffer;
  uint16(): number;
  ub(): number;
  sized(): Buffer;
  optional(): string;
  /** What is left. */
  left(): number;
}

export function reader(bytes: Buffer): Reader {
  let at = 0;
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new NotUnderstood(`${length} bytes are missing at ${at}`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const byte = () => take(1).readUInt8();
  const ub = (): number => {
    const size = byte();
    if (size > 8) throw new NotUnderstood(`a number of ${size} bytes at ${at}`);
    return size === 0 ? 0 : take(size).readUIntBE(0, size);
  };
  const sized = (): Buffer => {
    const length = byte();
    if (length !== CHUNKED) return take(length);
    const chunks: Buffer[] = [];
    for (let size = ub(); size > 0; size = ub()) chunks.push(take(size));
    return Buffer.concat(chunks);
  };
  return {
    byte,
    take,
    ub,
    sized,
    exactly: (...values) => {
      for (const value of values) {
        const found = byte();
        if (found !== value) throw new NotUnderstood(`byte ${at - 1} is ${found}, not ${value}`);
      }
    },
    uint16: () => take(2).readUInt16BE(),
    optional: () => (ub() > 0 ? sized().toString("utf8") : ""),
    left: () => bytes.length - at,
  };
}
