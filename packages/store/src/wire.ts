import type { Database } from "./database.ts";
import { StoreError } from "./errors.ts";
import type { Statement } from "./statement.ts";
import type { Row } from "./transaction.ts";

export type Rows = readonly Row[] & { readonly command: string };

export const BEGIN: Statement = { text: "begin", values: [] };
export const COMMIT: Statement = { text: "commit", values: [] };
export const ROLLBACK: Statement = { text: "rollback", values: [] };

/** One connection for one transaction: from its first statement, which begins it, to the one that ends it. */
export interface Wire {
  send(statement: Statement): Promise<Rows>;
  alive(): boolean;
  /** Resolves when everything that was sent has been answered, or will not be. */
  settled(): Promise<void>;
}

/** A statement of the driver's, which goes out by itself when somebody waits for it and it has not been `executed`. */
interface Query extends Promise<Rows> {
  executed: boolean;
  execute(): unknown;
}

/** What the driver's own transactions work with, too. */
interface Connection {
  /** Sends a statement behind the others; false when nothing may follow before the driver says so. */
  execute(query: Query): boolean;
  /** Called when all that was sent has been answered and the transaction goes on; taken away when it has ended. */
  reserved: (() => void) | null;
  onclose: ((reason: unknown) => void) | null;
}

/**
 * Opens one with the first statement, as soon as a connection is free. Not by the driver's `reserve`: when connections
 * end, it forgets some of those who wait there, and gives connections to others who wait no more, for ever. Nor by its
 * `begin`, which waits for an answer before anything else is sent. The connection goes back by itself.
 */
export function openWire(database: Database): Wire {
  const line: Query[] = [];
  const waiting = new Set<(reason: unknown) => void>();
  let connection: Connection | null = null;
  let mayGo = false;
  let begun = false;
  let closed: unknown = null;
  let last: Promise<unknown> = Promise.resolve();
  const fail = (reason: unknown): void => {
    closed ??= reason ?? new StoreError("unavailable", "the connection to the database was closed");
    // What waited here belongs to this transaction, and must never go out without it.
    line.length = 0;
    for (const reject of waiting) reject(closed);
  };
  const pump = (): void => {
    for (let next = line.shift(); next; next = line.shift()) {
      mayGo = connection?.execute(next) ?? false;
      if (!mayGo) return;
    }
  };
  const goOn = (): void => {
    mayGo = true;
    pump();
  };
  /** Called when the first statement has gone out; the others follow in the same packet. */
  const onexecute = (held: Connection): boolean => {
    connection = held;
    held.reserved = goOn;
    held.onclose = fail;
    goOn();
    // Nobody else's statements go this way.
    return false;
  };
  /** The driver has the connection back: what is left to announce goes over any other, and nothing comes after it. */
  const end = (): void => {
    for (const query of line.splice(0)) {
      query.executed = false;
      query.execute();
    }
    mayGo = false;
    closed ??= new StoreError("unavailable", "the transaction is over");
  };
  return {
    send: ({ text, values }) => {
      if (closed) return Promise.reject(closed);
      const isFirst = !begun;
      begun = true;
      const simple = SIMPLE.has(text);
      const options = { prepare: database.prepare && !simple, simple, ...(isFirst && { onexecute }) };
      // The driver's types know neither `simple` nor `onexecute` nor how a statement is sent, and take no unknown values.
      const query = database.unsafe(text, [...values] as never[], options as object) as unknown as Query;
      query.executed = !isFirst;
      const answer = new Promise<Rows>((resolve, reject) => {
        waiting.add(reject);
        query.then(resolve, reject).finally(() => waiting.delete(reject));
      });
      last = answer.catch(isFirst ? fail : () => {});
      if (isEnd(text)) last = last.then(end);
      if (!isFirst) line.push(query);
      if (mayGo) pump();
      return answer;
    },
    alive: () => closed === null,
    settled: async () => void (await last),
  };
}

const isEnd = (text: string): boolean => text === COMMIT.text || text === ROLLBACK.text;

/** Nothing is gained by naming these, and in plain text a packet says what it does. */
const SIMPLE = new Set([BEGIN.text, COMMIT.text, ROLLBACK.text]);
