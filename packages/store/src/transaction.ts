import type { Database } from "./database.ts";
import { atBorder, endsConnection, StoreError, sqlstateOf } from "./errors.ts";
import type { Statement } from "./statement.ts";

export type Row = Readonly<Record<string, unknown>>;

/** Inside a transaction. Statements go out at once, in order, without waiting for each other's answers. */
export interface Transaction {
  /** Sends a statement; if it fails, the transaction fails. */
  send(statement: Statement): void;
  /** Sends a statement and waits for its rows: one round trip together with all that was sent before. */
  ask(statement: Statement): Promise<readonly Row[]>;
  /** Goes out behind the commit, in the same packet; for notices that nothing depends on. */
  announce(statement: Statement): void;
}

/**
 * One transaction. `BEGIN` goes out with the first statements and `COMMIT` with the last, so that it costs one round
 * trip, plus one for each `ask`. After a failed statement the server refuses all that follow, `COMMIT` included.
 */
export async function transact<T>(database: Database, body: (tx: Transaction) => Promise<T>): Promise<T> {
  await database.transactions.enter();
  let wire: Wire | null = null;
  try {
    wire = await openWire(database);
    return await perform(wire, body);
  } catch (error) {
    throw atBorder(error);
  } finally {
    // In the background: the caller need not wait for the notices behind the commit.
    void (wire?.release() ?? Promise.resolve()).then(database.transactions.leave);
  }
}

/** One statement by itself, outside of any transaction. */
export async function run(database: Database, { text, values }: Statement): Promise<readonly Row[]> {
  // The driver's types take no list of unknown values; ours are texts, numbers and bytes.
  return await database.client.unsafe<Row[]>(text, [...values] as never[]);
}

async function perform<T>(wire: Wire, body: (tx: Transaction) => Promise<T>): Promise<T> {
  const announcements: Statement[] = [];
  const sent: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const send = (statement: Statement) => {
    const rows = wire.send(statement);
    sent.push(rows.catch((error: unknown) => failures.push(error)));
    return rows;
  };
  send(BEGIN);
  let result: T;
  try {
    result = await body({
      send: (statement) => void send(statement).catch(() => {}),
      ask: send,
      announce: (statement) => announcements.push(statement),
    });
  } catch (error) {
    await Promise.all([...sent, wire.send(ROLLBACK).catch(() => {})]);
    // The first failure is the cause; the others are the server refusing whatever came behind it.
    throw failures[0] ?? error;
  }
  const alive = wire.alive();
  const commit = wire.send(COMMIT);
  for (const statement of announcements) wire.send(statement).catch(() => {});
  const [command] = await Promise.all([commit.then(({ command }) => command, failed), ...sent]);
  const first = failures.find((error) => isAnswer(error)) ?? null;
  if (first) throw first;
  // A value that the driver could not write down kept its statement from being sent at all.
  if (command === "COMMIT" && failures.length > 0) throw failures[0];
  if (command === "COMMIT") return result;
  if (alive && command !== "ROLLBACK" && !isAnswer(command)) {
    throw new StoreError("unknown-outcome", "the commit got no answer; whether it happened is not known");
  }
  throw failures[0] ?? command;
}

const BEGIN: Statement = { text: "begin", values: [] };
const COMMIT: Statement = { text: "commit", values: [] };
const ROLLBACK: Statement = { text: "rollback", values: [] };

const failed = (error: unknown): unknown => error;

/** Did the server itself refuse the statement, so that the transaction is certainly rolled back? */
function isAnswer(error: unknown): boolean {
  const sqlstate = sqlstateOf(error);
  return sqlstate !== null && !endsConnection(sqlstate);
}

type Rows = readonly Row[] & { readonly command: string };

interface Wire {
  send(statement: Statement): Promise<Rows>;
  alive(): boolean;
  /** Gives the connection back when everything that was sent has been answered. */
  release(): Promise<void>;
}

/** What postgres.js hands to `onexecute`: its own transactions hang themselves up in the same place. */
interface Held {
  onclose: ((reason: unknown) => void) | null;
}

/**
 * One connection for a transaction. The driver forgets the queries that wait when a reserved connection closes, and
 * crashes the process when something is sent on it afterwards or when it is given back; so we listen for its end.
 */
async function openWire(database: Database): Promise<Wire> {
  const reserved = await database.client.reserve();
  const waiting = new Set<(reason: unknown) => void>();
  let held: Held | null = null;
  let closed: unknown = null;
  let last: Promise<unknown> = Promise.resolve();
  const onexecute = (connection: Held): true => {
    held = connection;
    connection.onclose = (reason) => {
      closed = reason ?? new StoreError("unavailable", "the connection to the database was closed");
      for (const reject of waiting) reject(closed);
    };
    return true;
  };
  return {
    send: ({ text, values }) => {
      if (closed) return Promise.reject(closed);
      const simple = SIMPLE.has(text);
      const options = { prepare: database.prepare && !simple, simple, ...(held ? {} : { onexecute }) };
      // The driver's types know neither `simple` nor `onexecute`, and take no list of unknown values.
      const query = reserved.unsafe(text, [...values] as never[], options as object);
      const answer = new Promise<Rows>((resolve, reject) => {
        waiting.add(reject);
        // The driver types a row as an object of anything; `Rows` names what ours hold.
        (query as unknown as Promise<Rows>).then(resolve, reject).finally(() => waiting.delete(reject));
      });
      last = answer.catch(() => {});
      return answer;
    },
    alive: () => closed === null,
    release: async () => {
      await last;
      if (closed) return;
      if (held) held.onclose = null;
      reserved.release();
    },
  };
}

/** Nothing is gained by naming these, and in plain text a packet says what it does. */
const SIMPLE = new Set([BEGIN.text, COMMIT.text, ROLLBACK.text]);
