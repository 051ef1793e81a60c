import { select } from "./catalog.ts";
import { cannotAlter, holds, type Instance, keyOf, type Login, mayAlter, setPassword } from "./instance.ts";
import type { Query } from "./requests.ts";
import type { Rows, SqlError } from "./tokens.ts";
import { readStatements, type Statement } from "./tsql.ts";

/** One login's session; its settings end with it. */
export interface ServerSession {
  readonly login: Login;
  /** Milliseconds; -1 waits for ever. */
  lockTimeout: number;
  parseOnly: boolean;
  /** Ended by the client's attention or the end of its connection, as soon as somebody notices. */
  readonly ended: AbortSignal;
}

export type Outcome = { readonly rows: readonly Rows[] } | { readonly error: SqlError };

/** Reads the whole text and then runs its statements until one fails. */
export async function execute(instance: Instance, session: ServerSession, query: Query): Promise<Outcome> {
  const statements = readStatements(query.text);
  if ("number" in statements) return { error: statements };
  const rows: Rows[] = [];
  for (const statement of statements) {
    if (session.parseOnly && statement.kind !== "set") continue;
    const result = await run(instance, session, statement, query);
    if (result && "number" in result) return { error: result };
    if (result) rows.push(result);
  }
  return { rows };
}

async function run(
  instance: Instance,
  session: ServerSession,
  statement: Statement,
  { values }: Query,
): Promise<Rows | SqlError | null> {
  switch (statement.kind) {
    case "set":
      return set(session, statement);
    case "select":
      return select(instance, session.login, { text: statement.text, values });
    case "execute":
      return call(instance, session, statement);
    default:
      return alter(instance, session, statement);
  }
}

const OPTIONS =
  /^(ANSI_\w+|ARITHABORT|CONCAT_NULL_YIELDS_NULL|CURSOR_CLOSE_ON_COMMIT|DATEFIRST|DATEFORMAT|IMPLICIT_TRANSACTIONS|LANGUAGE|NUMERIC_ROUNDABORT|QUOTED_IDENTIFIER|TEXTSIZE|TRANSACTION ISOLATION LEVEL|XACT_ABORT)$/;

function set(session: ServerSession, { option, value }: Statement & { kind: "set" }): SqlError | null {
  if (option === "LOCK_TIMEOUT" && /^(-1|\d+)$/.test(value)) session.lockTimeout = Number(value);
  else if (option === "PARSEONLY" && /^(ON|OFF)$/.test(value)) session.parseOnly = value === "ON";
  else if (!OPTIONS.test(option)) {
    return { number: 195, severity: 15, text: `'${option}' is not a recognized SET option.` };
  }
  return null;
}

type Change = Statement & { kind: "alter-login" | "switch-login" };

async function alter(instance: Instance, session: ServerSession, change: Change): Promise<SqlError | null> {
  const login = instance.logins.get(keyOf(change.name));
  if (!login || !mayAlter(session.login, login)) return cannotAlter(change.name);
  if (!(await unlocked(instance, session, login))) {
    return { number: 1222, severity: 16, text: "Lock request time out period exceeded." };
  }
  if (change.kind === "alter-login") return setPassword(login, change.password);
  login.enabled = change.enabled;
  return null;
}

/** Waits for a lock, however long: a client that is gone ends no wait. */
async function unlocked(instance: Instance, session: ServerSession, { name }: Login): Promise<boolean> {
  const lock = instance.locks.get(keyOf(name));
  if (!lock) return true;
  if (session.lockTimeout < 0) return await lock.then(() => true);
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), session.lockTimeout);
  return await Promise.race([lock.then(() => true as const), late.promise]).finally(() =>
    clearTimeout(timer),
  );
}

function call(
  instance: Instance,
  { login }: ServerSession,
  { procedure, values }: Statement & { kind: "execute" },
) {
  if (!instance.procedures.has(procedure)) {
    return { number: 2812, severity: 16, text: `Could not find stored procedure '${procedure}'.` };
  }
  if (!holds(login, `EXECUTE ON ${procedure}`)) {
    const text = `The EXECUTE permission was denied on the object '${procedure}', database 'master'.`;
    return { number: 229, severity: 14, text };
  }
  const [name, password] = values;
  if (name === undefined || password === undefined || values.length !== 2) {
    return {
      number: 201,
      severity: 16,
      text: `Procedure or function '${procedure}' expects another parameter.`,
    };
  }
  const account = instance.logins.get(keyOf(name));
  return account ? setPassword(account, password) : cannotAlter(name);
}
