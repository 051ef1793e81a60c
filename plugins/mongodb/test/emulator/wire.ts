import { BSON, type Document } from "mongodb";

/** One request, and how its answer has to look. */
export interface Request {
  readonly id: number;
  readonly document: Document;
  readonly legacy: boolean;
  /** The sender wants no answer. */
  readonly silent: boolean;
}

const HEADER = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** The whole messages at the start of what has come, and what is left. */
export function readAll(bytes: Buffer): { readonly requests: readonly Request[]; readonly rest: Buffer } {
  const requests: Request[] = [];
  let rest = bytes;
  while (rest.length >= HEADER && rest.length >= rest.readInt32LE(0)) {
    const length = rest.readInt32LE(0);
    requests.push(readOne(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return { requests, rest };
}

function readOne(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  if (code === OP_QUERY) {
    const nameEnd = message.indexOf(0, HEADER + 4);
    if (message.toString("utf8", HEADER + 4, nameEnd) !== "admin.$cmd")
      throw new Error("a query of a collection");
    return { id, document: documentAt(message, nameEnd + 9), legacy: true, silent: false };
  }
  if (code !== OP_MSG) throw new Error(`operation ${code} is not spoken here`);
  const flags = message.readUInt32LE(HEADER);
  if ((flags & ~0b10) !== 0) throw new Error(`flags ${flags} are not spoken here`);
  if (message[HEADER + 4] !== 0) throw new Error("a message begins with its document");
  const document = documentAt(message, HEADER + 5);
  if (HEADER + 5 + message.readInt32LE(HEADER + 5) !== message.length)
    throw new Error("one section is spoken here");
  return { id, document, legacy: false, silent: (flags & 0b10) !== 0 };
}

const documentAt = (message: Buffer, at: number): Document =>
  BSON.deserialize(message.subarray(at, at + message.readInt32LE(at)));

/** An answer to a request, in the form that it came in. */
export function answerTo({ id, legacy }: Request, document: Document): Buffer {
  const body = BSON.serialize(document);
  const before = Buffer.alloc(legacy ? 20 : 5);
  if (legacy) {
    before.writeInt32LE(8, 0); // AwaitCapable
    before.writeInt32LE(1, 16); // one document
  }
  const header = Buffer.alloc(HEADER);
  header.writeInt32LE(HEADER + before.length + body.length, 0);
  header.writeInt32LE(id + 1, 4);
  header.writeInt32LE(id, 8);
  header.writeInt32LE(legacy ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, before, body]);
}
