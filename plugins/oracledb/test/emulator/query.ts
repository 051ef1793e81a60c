import { Refused, type Walk } from "./tokens.ts";

/** A value as SQL has it; an empty text is no value. */
export type Value = string | number | null;

/** What an expression may look at. */
export interface Scope {
  readonly row: Readonly<Record<string, Value>>;
  readonly binds: ReadonlyMap<string, string>;
  readonly sessionUser: string;
}

export type Expression = (scope: Scope) => Value;

export interface Column {
  readonly name: string;
  readonly read: Expression;
}

/** One table or view, looked at with conditions that are all to hold. */
export interface Query {
  readonly columns: readonly Column[];
  readonly from: string;
  readonly where: (scope: Scope) => boolean;
  readonly orderBy: Expression | null;
  readonly first: number;
}

/** Reads what follows SELECT. */
export function readQuery(walk: Walk): Query {
  const columns = [readColumn(walk)];
  while (walk.took(",")) columns.push(readColumn(walk));
  walk.need("FROM", 923, "FROM keyword not found where expected");
  const names = [walk.name(903, "invalid table name")];
  while (walk.took(".")) names.push(walk.name(903, "invalid table name"));
  const where = walk.took("WHERE") ? readAny(walk) : () => true;
  const orderBy = walk.took("ORDER", "BY") ? readExpression(walk) : null;
  return { columns, from: names.at(-1) ?? "", where, orderBy, first: readFirst(walk) };
}

function readColumn(walk: Walk): Column {
  const { source } = walk.peek();
  const read = readExpression(walk);
  const name = walk.took("AS")
    ? walk.name(923, "FROM keyword not found where expected")
    : source.toUpperCase();
  return { name, read };
}

function readFirst(walk: Walk): number {
  if (!walk.took("FETCH", "FIRST")) return Number.POSITIVE_INFINITY;
  const { kind, value } = walk.next();
  if (kind !== "number" || !walk.took("ROWS", "ONLY"))
    throw new Refused(933, "SQL command not properly ended");
  return Number(value);
}

type Condition = (scope: Scope) => boolean;

function readAny(walk: Walk): Condition {
  const all: Condition[] = [readAll(walk)];
  while (walk.took("OR")) all.push(readAll(walk));
  return (scope) => all.some((holds) => holds(scope));
}

function readAll(walk: Walk): Condition {
  const all: Condition[] = [readOne(walk)];
  while (walk.took("AND")) all.push(readOne(walk));
  return (scope) => all.every((holds) => holds(scope));
}

function readOne(walk: Walk): Condition {
  if (walk.took("(")) {
    const inside = readAny(walk);
    walk.need(")", 907, "missing right parenthesis");
    return inside;
  }
  const left = readExpression(walk);
  const { value: sign } = walk.next();
  const compare = COMPARISONS[sign];
  if (!compare) throw new Refused(920, "invalid relational operator");
  const right = readExpression(walk);
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    return a !== null && b !== null && compare(a, b);
  };
}

/** Binary, as `NLS_COMP` is unless somebody says otherwise. */
const COMPARISONS: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  "=": (a, b) => a === b,
  "<>": (a, b) => a !== b,
  ">": (a, b) => a > b,
};

function readExpression(walk: Walk): Expression {
  const { kind, value } = walk.next();
  if (kind === "number") return () => Number(value);
  if (kind === "text") return () => value || null;
  if (kind === "bind") return ({ binds }) => bound(binds, value);
  if (kind !== "word" && kind !== "name") throw new Refused(936, "missing expression");
  if (kind === "word" && walk.took("(")) return readFunction(walk, value);
  return ({ row }) => {
    const found = row[value];
    if (found === undefined) throw new Refused(904, `"${value}": invalid identifier`);
    return found;
  };
}

function bound(binds: ReadonlyMap<string, string>, name: string): Value {
  const found = binds.get(name);
  if (found === undefined) throw new Refused(1008, "not all variables bound");
  return found || null;
}

function readFunction(walk: Walk, name: string): Expression {
  const inputs = [readExpression(walk)];
  while (walk.took(",")) inputs.push(readExpression(walk));
  walk.need(")", 907, "missing right parenthesis");
  const apply = FUNCTIONS[name];
  if (!apply) throw new Refused(904, `"${name}": invalid identifier`);
  return (scope) =>
    apply(
      inputs.map((input) => input(scope)),
      scope,
    );
}

const FUNCTIONS: Readonly<Record<string, (inputs: readonly Value[], scope: Scope) => Value>> = {
  UPPER: ([text]) => (text === null ? null : String(text).toUpperCase()),
  INSTR: ([text, part]) => (text === null || part === null ? null : String(text).indexOf(String(part)) + 1),
  NLSSORT: ([text, how]) => {
    if (how !== "NLS_SORT=BINARY")
      throw new Refused(12702, "invalid NLS parameter string used in SQL function");
    return text ?? null;
  },
  SYS_CONTEXT: ([space, field], { sessionUser }) => {
    if (space !== "USERENV") return null;
    if (field !== "SESSION_USER") throw new Refused(2003, "invalid USERENV parameter");
    return sessionUser;
  },
};
