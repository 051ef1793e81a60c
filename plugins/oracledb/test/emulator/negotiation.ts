import { NotUnderstood, reader, writer } from "./bytes.ts";

const PROTOCOL = 1;
const DATA_TYPES = 2;
const UTF8 = 873;
const UTF16 = 2000;
/** Of Oracle Database 19.1: it decides which fields later messages have. */
const FIELD_VERSION = 12;
const CAPABILITIES = 53;
const RUNTIME_CAPABILITIES = 7;
const TIME_ZONE = 11;

/** The answer to the first message: which Oracle is it, and what can it do? */
export function protocolAnswer(message: Buffer): Buffer {
  const from = reader(message);
  from.exactly(PROTOCOL, 6, 0);
  if (!/^[\w -]+\0$/.test(from.take(from.left()).toString("latin1")))
    throw new NotUnderstood("the driver's name");
  const conversions = Buffer.alloc(11);
  conversions.writeUInt16BE(UTF16, 9);
  const capabilities = Buffer.alloc(CAPABILITIES);
  capabilities[7] = FIELD_VERSION;
  const runtime = Buffer.alloc(RUNTIME_CAPABILITIES);
  runtime[1] = 1; // the data types come with time zones
  return writer()
    .bytes(PROTOCOL, 6, 0)
    .raw(Buffer.from("Oracle, emulated\0"))
    .raw(little(UTF8))
    .bytes(1, 0, 0)
    .uint16(conversions.length)
    .raw(conversions)
    .sized(capabilities)
    .sized(runtime)
    .done();
}

/** The answer to the second one: the types are taken as the client has them. */
export function dataTypesAnswer(message: Buffer): Buffer {
  const from = reader(message);
  from.exactly(DATA_TYPES, ...little(UTF8), ...little(UTF8));
  from.byte(); // encoding flags
  const capabilities = from.sized();
  if (capabilities[7] !== FIELD_VERSION) throw new NotUnderstood(`field version ${capabilities[7]}`);
  from.sized(); // runtime capabilities
  const zone = from.take(TIME_ZONE);
  for (let type = from.uint16(); type !== 0; type = from.uint16()) {
    if (from.uint16() !== 0) from.take(4);
  }
  if (from.left() > 0) throw new NotUnderstood("more than data types");
  return writer().bytes(DATA_TYPES).raw(zone).uint16(0).done();
}

const little = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
