import type { Database } from "./database.ts";
import { atBorder, endsConnection, StoreError, sqlstateOf } from "./errors.ts";
import type { Statement } from "./statement.ts";
import { BEGIN, COMMIT, openWire, ROLLBACK, type Wire } from "./wire.ts";

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
  const wire = openWire(database);
  try {
    return await perform(wire, body);
  } catch (error) {
    throw atBorder(error);
  } finally {
    // In the background: the caller need not wait for the notices behind the commit.
    void wire.settled().then(database.transactions.leave);
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

const failed = (error: unknown): unknown => error;

/** Did the server itself refuse the statement, so that the transaction is certainly rolled back? */
function isAnswer(error: unknown): boolean {
  const sqlstate = sqlstateOf(error);
  return sqlstate !== null && !endsConnection(sqlstate);
}
