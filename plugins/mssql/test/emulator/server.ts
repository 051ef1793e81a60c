import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { execute, type ServerSession } from "./execute.ts";
import { type Instance, keyOf, loginRefusal, newInstance } from "./instance.ts";
import { type Message, messageReader, PACKET, packets } from "./packets.ts";
import { type Query, readBatch, readLogin, readRpc } from "./requests.ts";
import { type KeyPair, type TlsInside, tlsInside } from "./tls-inside.ts";
import { ATTENTION, done, errorToken, FAILED, loggedIn, rowTokens, type SqlError } from "./tokens.ts";

/** A login, or a text to run. */
export interface Command {
  readonly kind: "login" | "batch" | "rpc";
  readonly login: string;
  readonly text: string;
}

/** "drop" ends the connection without an answer; an error takes the answer's place. */
export type Step = "drop" | SqlError | undefined;

/** What a test does to a command: `before` it has any effect, or `after`. A promise delays it. */
export interface Hooks {
  before?: (command: Command) => Step | Promise<Step>;
  after?: (command: Command) => Step | Promise<Step>;
}

export interface SqlServerEmulator {
  readonly host: string;
  readonly port: number;
  readonly instance: Instance;
  readonly hooks: Hooks;
  /** Every command so far. */
  readonly seen: Command[];
  /** How many commands are being run, their clients there or not. */
  readonly running: () => number;
  stop(): Promise<void>;
}

/** With `tls` it speaks TLS to who asks for it; `required` to nobody without. */
export interface Encryption {
  readonly tls?: KeyPair;
  readonly required?: boolean;
}

/** SQL Server's wire protocol on loopback: TDS 7.4, MS-TDS. What it does not know ends the connection or is an error. */
export async function startSqlServer(encryption: Encryption = {}): Promise<SqlServerEmulator> {
  const sockets = new Set<Socket>();
  const state = { instance: newInstance(), hooks: {}, seen: [], running: 0 };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    serve(socket, state, encryption);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the emulator has no port");
  return {
    host: "127.0.0.1",
    port: address.port,
    ...state,
    running: () => state.running,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface State {
  readonly instance: Instance;
  readonly hooks: Hooks;
  readonly seen: Command[];
  running: number;
}

interface Talk {
  readonly state: State;
  readonly encryption: Encryption;
  readonly socket: Socket;
  readonly gone: AbortController;
  tls: TlsInside | undefined;
  mustEncrypt: boolean;
  isClear: boolean;
  session: ServerSession | undefined;
}

function serve(socket: Socket, state: State, encryption: Encryption): void {
  const gone = new AbortController();
  const talk: Talk = {
    ...{ state, encryption, socket, gone },
    ...{ tls: undefined, mustEncrypt: false, isClear: false, session: undefined },
  };
  const plain = messageReader();
  const inside = messageReader();
  let last = Promise.resolve();
  const take = (read: typeof plain, bytes: Buffer) => {
    try {
      for (const message of read(bytes)) {
        last = last.then(() => answer(talk, message, () => clearOf(talk, (chunk) => take(inside, chunk))));
        last.catch(() => socket.destroy());
      }
    } catch {
      socket.destroy();
    }
  };
  socket.on("data", (bytes: Buffer) => {
    if (talk.tls && (talk.isClear || bytes[0] !== PACKET.prelogin)) {
      talk.isClear = true;
      talk.tls.bare(bytes);
    } else take(plain, bytes);
  });
  socket.on("close", () => gone.abort());
}

function clearOf({ encryption, socket }: Talk, read: (bytes: Buffer) => void): TlsInside | undefined {
  if (!encryption.tls) return undefined;
  const tls = tlsInside(
    encryption.tls,
    (bytes) => void socket.write(bytes),
    () => void socket.end(),
  );
  tls.clear.on("data", read).on("error", () => socket.destroy());
  return tls;
}

async function answer(talk: Talk, message: Message, makeTls: () => TlsInside | undefined): Promise<void> {
  const { socket, session } = talk;
  if (message.type === PACKET.prelogin && talk.tls) return talk.tls.handshake(message.body);
  if (message.type === PACKET.prelogin) return prelogin(talk, message.body, makeTls);
  if (talk.mustEncrypt && !talk.isClear) return void socket.destroy();
  const send = (body: Buffer) => void (talk.tls?.clear ?? socket).write(packets(PACKET.answer, body));
  if (message.type === PACKET.login && !session) return await logIn(talk, message.body, send);
  if (!session) return void socket.destroy();
  if (message.type === PACKET.batch)
    return await runQuery(talk, session, readBatch(message.body), "batch", send);
  if (message.type === PACKET.rpc) return await runQuery(talk, session, readRpc(message.body), "rpc", send);
  if (message.type === PACKET.attention) return send(done(ATTENTION));
  if (message.type === PACKET.transaction) return send(done(0));
  socket.destroy();
}

const [ON, UNSUPPORTED, REQUIRED] = [1, 2, 3];

function prelogin(talk: Talk, body: Buffer, makeTls: () => TlsInside | undefined): void {
  const asked = optionOf(body, 1)?.[0];
  const { tls, required } = talk.encryption;
  const encryption = !tls ? UNSUPPORTED : asked === ON ? ON : required ? REQUIRED : UNSUPPORTED;
  talk.mustEncrypt = encryption !== UNSUPPORTED;
  talk.socket.write(packets(PACKET.answer, preloginAnswer(encryption ?? 0)));
  if (talk.mustEncrypt) talk.tls = makeTls();
}

function optionOf(body: Buffer, wanted: number): Buffer | undefined {
  for (let at = 0; body[at] !== 0xff; at += 5) {
    const from = body.readUInt16BE(at + 1);
    if (body[at] === wanted) return body.subarray(from, from + body.readUInt16BE(at + 3));
  }
  return undefined;
}

function preloginAnswer(encryption: number): Buffer {
  const options = [
    [0, Buffer.from([16, 0, 0x10, 0, 0, 0])],
    [1, Buffer.from([encryption])],
    [2, Buffer.from([0])],
    [3, Buffer.alloc(0)],
    [4, Buffer.from([0])],
  ] as const;
  let from = options.length * 5 + 1;
  const heads = options.map(([option, { length }]) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(option);
    head.writeUInt16BE(from, 1);
    head.writeUInt16BE(length, 3);
    from += length;
    return head;
  });
  return Buffer.concat([...heads, Buffer.from([0xff]), ...options.map(([, data]) => data)]);
}

type Send = (body: Buffer) => void;

async function logIn(talk: Talk, body: Buffer, send: Send): Promise<void> {
  const asked = readLogin(body);
  await hooked(talk, { kind: "login", login: asked.username, text: "" }, send, "batch", async () => {
    const refusal = loginRefusal(talk.state.instance, asked);
    const login = talk.state.instance.logins.get(keyOf(asked.username));
    if (refusal.length > 0 || !login) {
      return () => {
        send(Buffer.concat([...refusal.map(errorToken), done(FAILED)]));
        (talk.tls?.clear ?? talk.socket).end();
      };
    }
    talk.session = { login, lockTimeout: -1, parseOnly: false, ended: talk.gone.signal };
    return () => send(Buffer.concat([loggedIn(asked.database || "master"), done(0)]));
  });
}

async function runQuery(talk: Talk, session: ServerSession, query: Query, kind: "batch" | "rpc", send: Send) {
  const command = { kind, login: session.login.name, text: query.text };
  await hooked(talk, command, send, kind, async () => {
    const outcome = await execute(talk.state.instance, session, query);
    const body =
      "error" in outcome
        ? [errorToken(outcome.error), done(FAILED, kind)]
        : [...outcome.rows.map(rowTokens), done(0, kind)];
    return () => send(Buffer.concat(body));
  });
}

/** Does the work between the hooks, and counts it while it lasts. */
async function hooked(
  { state, socket }: Talk,
  command: Command,
  send: Send,
  kind: "batch" | "rpc",
  work: () => Promise<() => void>,
): Promise<void> {
  const instead = (step: Step): boolean => {
    if (step === "drop") socket.destroy();
    else if (step) send(Buffer.concat([errorToken(step), done(FAILED, kind)]));
    return step !== undefined;
  };
  state.seen.push(command);
  state.running += 1;
  try {
    if (instead(await state.hooks.before?.(command))) return;
    const reply = await work();
    if (!instead(await state.hooks.after?.(command))) reply();
  } finally {
    state.running -= 1;
  }
}
