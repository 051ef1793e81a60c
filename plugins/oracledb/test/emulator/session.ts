import { describe, endOfCall, noParameters, rowData, statusAnswer } from "./answers.ts";
import { NotUnderstood } from "./bytes.ts";
import type { Channel } from "./channel.ts";
import { execute, type Rows } from "./execute.ts";
import { beginLogon, challenge, endLogon, type Logon } from "./logon.ts";
import { dataTypesAnswer, protocolAnswer } from "./negotiation.ts";
import {
  acceptPacket,
  dataOf,
  dataPackets,
  MARKER,
  marker,
  PACKET,
  type Packet,
  packet,
  packetReader,
  RENEGOTIATE,
  redirectPacket,
  refusePacket,
} from "./packets.ts";
import { type Request, readRequest } from "./requests.ts";
import type { Command, Listener, State, Step } from "./server.ts";
import { error, loginRefusal, type OracleError, type User } from "./users.ts";

const PACKET_SIZE = 8192;

interface Talk {
  readonly channel: Channel;
  readonly state: State;
  readonly listener: Listener;
  stage: "connect" | "protocol" | "types" | "logon" | "proof" | "open";
  renegotiated: boolean;
  /** Data of a message that is not whole. */
  parts: Buffer[];
  logon: Logon | undefined;
  user: User | undefined;
  readonly cursors: Map<number, { readonly all: Rows; left: Rows["rows"] }>;
  /** Ends what runs now. */
  interrupt: () => void;
  /** Hears that the client has taken note of an error. */
  reset: () => void;
}

/** One client, from its first packet to its last. */
export function serveSession(channel: Channel, state: State, listener: Listener): void {
  const talk: Talk = {
    ...{ channel, state, listener, stage: "connect", renegotiated: false, parts: [] },
    ...{ logon: undefined, user: undefined, cursors: new Map(), interrupt: () => {}, reset: () => {} },
  };
  let last = Promise.resolve();
  const take = packetReader(
    () => talk.stage !== "connect",
    (found) => {
      if (found.type === PACKET.marker) return heed(talk, found);
      const message = messageOf(talk, found);
      if (!message) return;
      last = last.then(() => answer(talk, message));
      last.catch((reason: unknown) => {
        if (!(reason instanceof NotUnderstood))
          state.seen.push({ kind: "execute", login: "?", sql: String(reason) });
        channel.drop();
      });
    },
  );
  channel.onBytes((bytes) => {
    try {
      take(bytes);
    } catch {
      channel.drop();
    }
  });
}

/** The whole message that a packet ends, if it does. */
function messageOf(talk: Talk, found: Packet): Buffer | undefined {
  if (found.type === PACKET.connect && talk.stage === "connect") return connectData(talk, found.body);
  if (found.type !== PACKET.data) throw new NotUnderstood(`a packet of type ${found.type}`);
  const { last, end, data } = dataOf(found);
  if (end) {
    talk.channel.end();
    return undefined;
  }
  talk.parts.push(data);
  if (!last && talk.stage !== "connect") return undefined;
  return Buffer.concat(talk.parts.splice(0));
}

/** Long connect data comes in a packet of its own. */
function connectData(talk: Talk, body: Buffer): Buffer | undefined {
  const [length, from] = [body.readUInt16BE(16), body.readUInt16BE(18)];
  const data = body.subarray(from - 8);
  talk.parts = [];
  return data.length === length ? data : undefined;
}

function heed(talk: Talk, { body }: Packet): void {
  const kind = body.readUInt8(2);
  if (kind === MARKER.reset) talk.reset();
  else if (kind === MARKER.interrupt || kind === MARKER.break) talk.interrupt();
  else throw new NotUnderstood(`marker ${kind}`);
}

async function answer(talk: Talk, message: Buffer): Promise<void> {
  const { channel } = talk;
  const send = (bytes: Buffer) => channel.send(dataPackets(bytes, PACKET_SIZE));
  switch (talk.stage) {
    case "connect":
      return listen(talk, message.toString("latin1"));
    case "protocol":
      talk.stage = "types";
      return send(protocolAnswer(message));
    case "types":
      talk.stage = "logon";
      return send(dataTypesAnswer(message));
    case "logon":
      talk.logon = beginLogon(talk.state.instance, message);
      talk.stage = "proof";
      return send(challenge(talk.logon));
    case "proof":
      return await prove(talk, message, send);
    case "open":
      return await serve(talk, readRequest(message), send);
  }
}

function listen(talk: Talk, asked: string): void {
  const { channel, listener, state } = talk;
  if (listener.renegotiates && !talk.renegotiated) {
    talk.renegotiated = true;
    channel.send(packet(PACKET.resend, Buffer.alloc(0), { wide: false, flags: RENEGOTIATE }));
    channel.renegotiate();
    return;
  }
  if (listener.redirectTo) {
    channel.send(redirectPacket(listener.redirectTo, asked, listener.redirectsAtLength ?? false));
    return;
  }
  const service = /\(SERVICE_NAME=([^()]*)\)/i.exec(asked)?.[1];
  const known = service?.toUpperCase() === state.instance.service;
  channel.send(known ? acceptPacket(PACKET_SIZE) : refusePacket(12514));
  if (known) talk.stage = "protocol";
}

type Send = (bytes: Buffer) => void;

async function prove(talk: Talk, message: Buffer, send: Send): Promise<void> {
  const { state, logon } = talk;
  const { instance } = state;
  if (!logon) throw new NotUnderstood("a proof before a login");
  const { proven, answer } = endLogon(logon, instance.service, message);
  const login = logon.user?.name ?? logon.written;
  await hooked(talk, { kind: "login", login, sql: "" }, send, async () => {
    const refusal = loginRefusal(instance, logon.user, proven, state.now());
    if (refusal?.number === 1017) state.failedLogins.push({ login, at: state.now() });
    if (refusal || !logon.user) return () => failing(talk, refusal ?? error(1017, ""), send);
    talk.user = logon.user;
    talk.stage = "open";
    return async () => send(answer);
  });
}

async function serve(talk: Talk, request: Request, send: Send): Promise<void> {
  for (const cursor of request.closed) {
    if (!talk.cursors.delete(cursor)) throw new NotUnderstood(`cursor ${cursor}`);
  }
  if (request.kind === "execute") return await run(talk, request, send);
  if (request.kind === "fetch") return fetchMore(talk, request.cursor, request.rows, send);
  send(statusAnswer());
}

async function run(talk: Talk, request: Extract<Request, { kind: "execute" }>, send: Send): Promise<void> {
  const { state, user } = talk;
  if (!user) throw new NotUnderstood("a statement before a login");
  const { sql, rows, binds } = request;
  await hooked(talk, { kind: "execute", login: user.name, sql }, send, async () => {
    const interrupted = new Promise<void>((resolve) => {
      talk.interrupt = resolve;
    });
    const outcome = await execute(state.instance, user, sql, binds, interrupted);
    if ("error" in outcome) return () => failing(talk, outcome.error, send);
    if (outcome.columns.length === 0)
      return async () => send(Buffer.concat([noParameters(), endOfCall(null)]));
    const cursor = talk.cursors.size + 1;
    talk.cursors.set(cursor, { all: outcome, left: outcome.rows });
    return async () => send(Buffer.concat([describe(outcome), page(talk, cursor, rows)]));
  });
}

function fetchMore(talk: Talk, cursor: number, rows: number, send: Send): void {
  talk.state.seen.push({ kind: "fetch", login: talk.user?.name ?? "", sql: "" });
  send(page(talk, cursor, rows));
}

const NO_MORE = error(1403, "no data found");

function page({ cursors }: Talk, cursor: number, count: number): Buffer {
  const open = cursors.get(cursor);
  if (!open) throw new NotUnderstood(`cursor ${cursor}`);
  const rows = open.left.slice(0, count);
  open.left = open.left.slice(count);
  const end = endOfCall(open.left.length === 0 ? NO_MORE : null, cursor, rows.length);
  return Buffer.concat([rowData(open.all, rows), end]);
}

/** An error breaks the call: the server says so first, and tells it when the client has taken note. */
async function failing(talk: Talk, fault: OracleError, send: Send): Promise<void> {
  const noted = new Promise<void>((resolve) => {
    talk.reset = resolve;
  });
  talk.channel.send(marker(MARKER.break));
  await noted;
  talk.channel.send(marker(MARKER.reset));
  send(endOfCall(fault));
}

/** Does the work between the hooks, and counts it while it lasts. */
async function hooked(
  talk: Talk,
  command: Command,
  send: Send,
  work: () => Promise<() => Promise<void>>,
): Promise<void> {
  const { state, channel } = talk;
  const instead = async (step: Step): Promise<boolean> => {
    if (step === "drop") channel.drop();
    else if (step) await failing(talk, step, send);
    return step !== undefined;
  };
  state.seen.push(command);
  state.running += 1;
  let reply: (() => Promise<void>) | undefined;
  try {
    if (await instead(await state.hooks.before?.(command))) return;
    const answered = await work();
    if (!(await instead(await state.hooks.after?.(command)))) reply = answered;
  } finally {
    state.running -= 1;
  }
  await reply?.();
}
