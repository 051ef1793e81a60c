import { NotUnderstood, type Reader, reader } from "./bytes.ts";

/** What a client asks for in one message. */
export type Request =
  | {
      readonly kind: "execute";
      readonly sql: string;
      readonly rows: number;
      readonly binds: ReadonlyMap<string, string>;
      readonly closed: readonly number[];
    }
  | {
      readonly kind: "fetch";
      readonly cursor: number;
      readonly rows: number;
      readonly closed: readonly number[];
    }
  | { readonly kind: "ping" | "commit" | "rollback" | "logoff"; readonly closed: readonly number[] };

const FUNCTION = 3;
const PIGGYBACK = 17;
const CLOSE_CURSORS = 105;
const EXECUTE = 94;
const FETCH = 5;
const PLAIN = new Map([
  [147, "ping"],
  [14, "commit"],
  [15, "rollback"],
  [9, "logoff"],
] as const);

/** Reads one message; what it does not know is not understood. */
export function readRequest(message: Buffer): Request {
  const from = reader(message);
  const closed: number[] = [];
  let kind = from.byte();
  while (kind === PIGGYBACK) {
    from.exactly(CLOSE_CURSORS);
    from.byte(); // sequence number
    from.exactly(1);
    for (let count = from.ub(); count > 0; count--) closed.push(from.ub());
    kind = from.byte();
  }
  if (kind !== FUNCTION) throw new NotUnderstood(`a message of kind ${kind}`);
  const name = from.byte();
  from.byte(); // sequence number
  const request = readFunction(from, name, closed);
  if (from.left() > 0) throw new NotUnderstood(`${from.left()} bytes more than function ${name} has`);
  return request;
}

function readFunction(from: Reader, name: number, closed: readonly number[]): Request {
  if (name === EXECUTE) return { kind: "execute", ...readExecute(from), closed };
  if (name === FETCH) return { kind: "fetch", cursor: from.ub(), rows: from.ub(), closed };
  // The map's keys are a union; any number may be asked for.
  const kind = (PLAIN as ReadonlyMap<number, "ping" | "commit" | "rollback" | "logoff">).get(name);
  if (!kind) throw new NotUnderstood(`function ${name}`);
  return { kind, closed };
}

const OPTION = {
  parse: 1,
  bind: 8,
  execute: 0x20,
  fetch: 0x40,
  commit: 0x100,
  plsqlBind: 0x400,
  notPlsql: 0x8000,
};
const KNOWN_OPTIONS = Object.values(OPTION).reduce((all, one) => all | one, 0);
const NUMBERS = 13;

function readExecute(from: Reader) {
  const options = from.ub();
  if ((options & ~KNOWN_OPTIONS) !== 0) throw new NotUnderstood(`options ${options.toString(16)}`);
  if (!(options & OPTION.parse) || !(options & OPTION.execute) || from.ub() !== 0)
    throw new NotUnderstood("a statement that is run again");
  from.exactly(1);
  const length = from.ub();
  from.exactly(1);
  if (from.ub() !== NUMBERS) throw new NotUnderstood("another number of numbers");
  from.exactly(0, 0, 0);
  const rows = from.ub();
  from.ub(); // longest LONG
  const [isBound, count] = [from.byte() === 1, from.ub()];
  from.exactly(0, 0, 0, 0, 0, 0, 0, 0);
  from.exactly(0, 1, 0, 0, 0, 0, 0);
  from.exactly(0, 0, 0);
  from.exactly(0, 0, 0, 0, 0, 0, 0);
  const sql = from.sized();
  if (sql.length !== length) throw new NotUnderstood(`SQL of ${length} bytes`);
  for (let index = 0; index < NUMBERS; index++) from.ub();
  const text = sql.toString("utf8");
  const values = isBound ? readBinds(from, count) : [];
  return { sql: text, rows, binds: named(text, values) };
}

const VARCHAR = 1;
const ROW_DATA = 7;

function readBinds(from: Reader, count: number): string[] {
  for (let index = 0; index < count; index++) {
    from.exactly(VARCHAR, 1, 0, 0);
    from.ub(); // longest value
    for (let zeros = 0; zeros < 4; zeros++)
      if (from.ub() !== 0) throw new NotUnderstood("a bind of another kind");
    if (from.ub() !== 873) throw new NotUnderstood("a bind in another character set");
    from.exactly(1);
    from.ub();
    from.ub();
  }
  from.exactly(ROW_DATA);
  return Array.from({ length: count }, () => from.sized().toString("utf8"));
}

/** Oracle's binds have places; a name that comes twice has two of them. */
function named(sql: string, values: readonly string[]): ReadonlyMap<string, string> {
  const names = [...sql.replace(/'[^']*'|"[^"]*"/g, "").matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
  return new Map(values.map((value, index) => [(names[index] ?? "").toUpperCase(), value]));
}
