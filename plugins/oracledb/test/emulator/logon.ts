import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from "node:crypto";
import { NotUnderstood, type Reader, reader, type Writer, writer } from "./bytes.ts";
import { type Instance, nameOf, STRETCH, type User, type Verifier, verifierOfKey } from "./users.ts";

const PHASE_ONE = 118;
const PHASE_TWO = 115;
const MODE_LOGON = 0x01;
const MODE_WITH_PASSWORD = 0x100;
const VERIFIER_12C = 0x4815;
const DERIVATIONS = 3;
const PARAMETER = 8;
const STATUS = 9;

/** A login between its two messages. */
export interface Logon {
  readonly written: string;
  /** `undefined` when there is no such user; the client is not told. */
  readonly user: User | undefined;
  readonly verifier: Verifier;
  /** The server's half of the session key, and the salt that mixes the halves. */
  readonly half: Buffer;
  readonly mixing: Buffer;
}

const FIRST_PAIRS = ["AUTH_TERMINAL", "AUTH_PROGRAM_NM", "AUTH_MACHINE", "AUTH_PID", "AUTH_SID"];
const SECOND_PAIRS = [
  "AUTH_SESSKEY",
  "AUTH_PBKDF2_SPEEDY_KEY",
  "SESSION_CLIENT_CHARSET",
  "SESSION_CLIENT_DRIVER_NAME",
  "SESSION_CLIENT_VERSION",
  "AUTH_ALTER_SESSION",
  "AUTH_PASSWORD",
];

/** Phase one: who is it? */
export function beginLogon(instance: Instance, message: Buffer): Logon {
  const { written, mode } = readLogon(message, PHASE_ONE, FIRST_PAIRS);
  if (mode !== MODE_LOGON && mode !== (MODE_LOGON | MODE_WITH_PASSWORD))
    throw new NotUnderstood(`mode ${mode}`);
  const user = instance.users.get(nameOf(written) ?? "");
  return {
    written,
    user,
    verifier: user?.verifier ?? fakeVerifier(written),
    half: randomBytes(32),
    mixing: randomBytes(16),
  };
}

/** What the client needs to prove its password. */
export function challenge({ verifier, half, mixing }: Logon): Buffer {
  return parameters(
    ["AUTH_SESSKEY", hex(encrypt(keyOf(verifier), half))],
    ["AUTH_VFR_DATA", hex(verifier.salt), VERIFIER_12C],
    ["AUTH_PBKDF2_CSK_SALT", hex(mixing)],
    ["AUTH_PBKDF2_VGEN_COUNT", String(STRETCH)],
    ["AUTH_PBKDF2_SDER_COUNT", String(DERIVATIONS)],
  );
}

/** Phase two: has it proven the password? The answer proves the server to the client. */
export function endLogon(
  logon: Logon,
  service: string,
  message: Buffer,
): { proven: boolean; answer: Buffer } {
  const { written, pairs } = readLogon(message, PHASE_TWO, SECOND_PAIRS);
  if (written !== logon.written) throw new NotUnderstood("another user in phase two");
  const combined = combinedKey(logon, bytesOf(pairs, "AUTH_SESSKEY", 32));
  const stretched = decrypt(combined, bytesOf(pairs, "AUTH_PBKDF2_SPEEDY_KEY", 80)).subarray(16);
  const proven =
    logon.user !== undefined &&
    verifierOfKey(stretched, logon.verifier.salt).hash.equals(logon.verifier.hash) &&
    decrypt(combined, bytesOf(pairs, "AUTH_PASSWORD")).length > 16;
  const proof = encrypt(combined, Buffer.concat([randomBytes(16), Buffer.from("SERVER_TO_CLIENT")]));
  const answer = parameters(
    ["AUTH_VERSION_STRING", "- Production"],
    ["AUTH_VERSION_SQL", "25"],
    ["AUTH_VERSION_NO", String((19 << 24) | (3 << 16))],
    ["AUTH_DBNAME", service],
    ["AUTH_SC_SERVICE_NAME", service],
    ["AUTH_SC_DBUNIQUE_NAME", "emulator"],
    ["AUTH_INSTANCENAME", "emulator"],
    ["AUTH_MAX_OPEN_CURSORS", "300"],
    ["AUTH_MAX_IDEN_LENGTH", "128"],
    ["AUTH_SVR_RESPONSE", hex(proof)],
  );
  return { proven, answer };
}

function readLogon(message: Buffer, phase: number, known: readonly string[]) {
  const from = reader(message);
  from.exactly(3, phase);
  from.byte(); // sequence number
  from.exactly(1);
  const length = from.ub();
  const mode = from.ub();
  from.exactly(1);
  const count = from.ub();
  from.exactly(phase === PHASE_ONE ? 0 : 1, 1);
  const name = from.sized();
  if (name.length !== length) throw new NotUnderstood(`a user name of ${length} bytes`);
  const pairs = readPairs(from, count);
  const unknown = [...pairs.keys()].filter((key) => !known.includes(key));
  const missing = known.filter((key) => !pairs.has(key));
  if (unknown.length > 0 || missing.length > 0 || from.left() > 0)
    throw new NotUnderstood(`login fields: ${[...unknown, ...missing]}`);
  return { written: name.toString("utf8"), mode, pairs };
}

function readPairs(from: Reader, count: number): Map<string, string> {
  const pairs = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    const key = from.optional();
    pairs.set(key, from.optional());
    from.ub(); // flags
  }
  return pairs;
}

function bytesOf(pairs: ReadonlyMap<string, string>, key: string, length?: number): Buffer {
  const text = pairs.get(key) ?? "";
  const bytes = Buffer.from(text, "hex");
  if (bytes.length * 2 !== text.length || (length ?? bytes.length) !== bytes.length || bytes.length % 16 > 0)
    throw new NotUnderstood(`${key} of ${text.length} digits`);
  return bytes;
}

function parameters(...pairs: readonly (readonly [string, string, number?])[]): Buffer {
  const to: Writer = writer().bytes(PARAMETER).ub(pairs.length);
  for (const [key, value, flags = 0] of pairs) to.optional(key).optional(value).ub(flags);
  return to.bytes(STATUS).ub(0, 0).done();
}

const keyOf = ({ hash }: Verifier) => hash.subarray(0, 32);

function combinedKey({ verifier, half, mixing }: Logon, theirs: Buffer): Buffer {
  const halves = Buffer.concat([decrypt(keyOf(verifier), theirs), half]);
  return pbkdf2Sync(hex(halves), mixing, DERIVATIONS, 32, "sha512");
}

/** The same for the same name, so that asking twice tells nothing. */
function fakeVerifier(name: string): Verifier {
  const hash = createHash("sha512").update(`no such user: ${name}`).digest();
  return { salt: hash.subarray(0, 16), hash };
}

const hex = (bytes: Buffer) => bytes.toString("hex").toUpperCase();

const encrypt = (key: Buffer, bytes: Buffer): Buffer => {
  const cipher = createCipheriv("aes-256-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};

const decrypt = (key: Buffer, bytes: Buffer): Buffer => {
  const cipher = createDecipheriv("aes-256-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};
