import { type Query, readQuery } from "./query.ts";
import { Refused, tokensOf, type Walk, walkOver } from "./tokens.ts";
import type { OracleError } from "./users.ts";

/** What the emulator understands of SQL; everything else is an error. */
export type Statement =
  | { readonly kind: "query"; readonly query: Query }
  | {
      readonly kind: "alter-user";
      readonly name: string;
      readonly password: string;
      readonly old: string | null;
    }
  | { readonly kind: "lock-user"; readonly name: string; readonly locked: boolean }
  | { readonly kind: "call"; readonly procedure: string; readonly values: readonly string[] };

/** Reads one statement to its end: Oracle takes one at a time. */
export function readStatement(sql: string): Statement | OracleError {
  const tokens = tokensOf(sql);
  if ("number" in tokens) return tokens;
  const walk = walkOver(tokens);
  try {
    const statement = read(walk);
    const rest = walk.peek();
    if (rest.kind === "sign" && rest.value === ";") throw new Refused(911, "invalid character");
    if (rest.kind !== "end") throw new Refused(922, "missing or invalid option");
    return statement;
  } catch (refused) {
    if (refused instanceof Refused) return refused.error;
    throw refused;
  }
}

function read(walk: Walk): Statement {
  if (walk.took("SELECT")) return { kind: "query", query: readQuery(walk) };
  if (walk.took("ALTER", "USER")) return readAlterUser(walk);
  if (walk.took("CALL")) return readCall(walk);
  if (walk.took("BEGIN")) return readBlock(walk);
  throw new Refused(900, "invalid SQL statement");
}

function readAlterUser(walk: Walk): Statement {
  const name = walk.name(1935, "missing user or role name");
  for (const locked of [true, false]) {
    if (walk.took("ACCOUNT", locked ? "LOCK" : "UNLOCK")) return { kind: "lock-user", name, locked };
  }
  walk.need("IDENTIFIED", 922, "missing or invalid option");
  walk.need("BY", 924, "missing BY keyword");
  const password = readPassword(walk);
  const old = walk.took("REPLACE") ? readPassword(walk) : null;
  return { kind: "alter-user", name, password, old };
}

/** A password is written as a name is, and keeps its case. */
function readPassword(walk: Walk): string {
  const { kind, source, value } = walk.next();
  if (kind !== "word" && kind !== "name") throw new Refused(988, "missing or invalid password(s)");
  return kind === "word" ? source : value;
}

function readCall(walk: Walk): Statement {
  const names = [walk.name(6576, "not a valid function or procedure name")];
  while (walk.took(".")) names.push(walk.name(6576, "not a valid function or procedure name"));
  const values: string[] = [];
  walk.need("(", 6576, "not a valid function or procedure name");
  while (!walk.took(")")) {
    const { kind, value } = walk.next();
    if (kind !== "text") throw new Refused(936, "missing expression");
    values.push(value);
    if (!walk.took(",") && walk.peek().value !== ")") throw new Refused(907, "missing right parenthesis");
  }
  return { kind: "call", procedure: names.join("."), values };
}

function readBlock(walk: Walk): Statement {
  const call = readCall(walk);
  const symbol = () => new Refused(6550, "line 1, column 1:\nPLS-00103: Encountered an unexpected symbol");
  if (!walk.took(";") || !walk.took("END") || !walk.took(";")) throw symbol();
  return call;
}
