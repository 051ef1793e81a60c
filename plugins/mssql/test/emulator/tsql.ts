import type { SqlError } from "./tokens.ts";

/** What the emulator understands of T-SQL; everything else is error 102. */
export type Statement =
  | { readonly kind: "set"; readonly option: string; readonly value: string }
  | { readonly kind: "alter-login"; readonly name: string; readonly password: string }
  | { readonly kind: "switch-login"; readonly name: string; readonly enabled: boolean }
  | { readonly kind: "execute"; readonly procedure: string; readonly values: readonly string[] }
  | { readonly kind: "select"; readonly text: string };

export interface Token {
  readonly kind: "text" | "name" | "word" | "sign";
  /** What it stands for: without quotes for a text and a name. */
  readonly value: string;
  readonly source: string;
}

/** Reads a whole batch before anything of it runs, as the server does. */
export function readStatements(text: string): readonly Statement[] | SqlError {
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) return tokens as SqlError; // Array.isArray loses readonly arrays
  const reader = { tokens: tokens as readonly Token[], at: 0 };
  const statements: Statement[] = [];
  while (reader.at < reader.tokens.length) {
    if (peek(reader)?.source === ";") {
      reader.at += 1;
      continue;
    }
    const statement = readStatement(reader);
    if (!statement) return near(peek(reader)?.value ?? "");
    statements.push(statement);
  }
  return statements;
}

const near = (what: string): SqlError => ({
  number: 102,
  severity: 15,
  text: `Incorrect syntax near '${what}'.`,
});

const PATTERN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|[nN]?'(?<text>(?:[^']|'')*)'(?!')|\[(?<bracket>(?:[^\]]|\]\])*)\](?!\])|"(?<quoted>(?:[^"]|"")*)"(?!")|(?<word>[\p{L}\d_@#$]+)|(?<sign>[-(),.=<>;*+%])/uy;

/** The tokens of a text, or the error for what is none. */
export function tokensOf(text: string): readonly Token[] | SqlError {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const found = PATTERN.exec(text);
    if (!found?.groups) return unreadable(text.slice(at));
    at = PATTERN.lastIndex;
    const { space, text: literal, bracket, quoted, word, sign } = found.groups;
    const source = found[0];
    if (space !== undefined) continue;
    if (literal !== undefined) tokens.push({ kind: "text", value: literal.replaceAll("''", "'"), source });
    else if (bracket !== undefined)
      tokens.push({ kind: "name", value: bracket.replaceAll("]]", "]"), source });
    else if (quoted !== undefined) tokens.push({ kind: "name", value: quoted.replaceAll('""', '"'), source });
    else if (word !== undefined) tokens.push({ kind: "word", value: word, source });
    else tokens.push({ kind: "sign", value: sign ?? "", source });
  }
  return tokens;
}

const unreadable = (rest: string): SqlError =>
  /^[nN]?['"[]/.test(rest)
    ? { number: 105, severity: 15, text: "Unclosed quotation mark after the character string." }
    : near(rest.slice(0, 1));

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const peek = ({ tokens, at }: Reader) => tokens[at];

function readStatement(reader: Reader): Statement | undefined {
  if (word(reader, "SET")) return readSet(reader);
  if (word(reader, "ALTER")) return readAlter(reader);
  if (word(reader, "EXEC") || word(reader, "EXECUTE")) return readExecute(reader);
  if (peek(reader)?.value.toUpperCase() === "SELECT") return readSelect(reader);
  return undefined;
}

function readSet(reader: Reader): Statement | undefined {
  const words: string[] = [];
  const starts = ["SET", "ALTER", "EXEC", "EXECUTE", "SELECT"];
  for (let token = peek(reader); token && token.source !== ";"; token = peek(reader)) {
    if (token.kind === "word" && starts.includes(token.value.toUpperCase())) break;
    if (token.kind !== "word" && token.source !== "-") return undefined;
    words.push(token.value.toUpperCase());
    reader.at += 1;
  }
  const at = words[0] === "TRANSACTION" ? 3 : 1;
  if (words.length <= at) return undefined;
  return { kind: "set", option: words.slice(0, at).join(" "), value: words.slice(at).join("") };
}

function readAlter(reader: Reader): Statement | undefined {
  if (!word(reader, "LOGIN")) return undefined;
  const name = identifier(reader);
  if (name === undefined) return undefined;
  for (const enabled of [true, false]) {
    if (word(reader, enabled ? "ENABLE" : "DISABLE")) return { kind: "switch-login", name, enabled };
  }
  if (!word(reader, "WITH") || !word(reader, "PASSWORD") || !sign(reader, "=")) return undefined;
  const password = literal(reader);
  return password === undefined ? undefined : { kind: "alter-login", name, password };
}

function readExecute(reader: Reader): Statement | undefined {
  const names = [identifier(reader)];
  while (sign(reader, ".")) names.push(identifier(reader));
  const values: (string | undefined)[] = [];
  if (peek(reader)?.kind === "text") {
    do values.push(literal(reader));
    while (sign(reader, ","));
  }
  const isWhole = (parts: (string | undefined)[]): parts is string[] =>
    parts.every((part) => part !== undefined);
  if (!isWhole(names) || !isWhole(values)) return undefined;
  return { kind: "execute", procedure: names.join("."), values };
}

/** A query ends where the batch does, or at a semicolon. */
function readSelect(reader: Reader): Statement {
  const sources: string[] = [];
  for (let token = peek(reader); token && token.source !== ";"; token = peek(reader)) {
    sources.push(token.kind === "text" ? token.source.replace(/^n/i, "") : token.source);
    reader.at += 1;
  }
  return { kind: "select", text: sources.join(" ").replace(/ \. /g, ".").replace(/< >/g, "<>") };
}

function word(reader: Reader, expected: string): boolean {
  const token = peek(reader);
  return advance(reader, token?.kind === "word" && token.value.toUpperCase() === expected);
}

const sign = (reader: Reader, expected: string) => advance(reader, peek(reader)?.source === expected);

function identifier(reader: Reader): string | undefined {
  const token = peek(reader);
  const isName = token?.kind === "name" || (token?.kind === "word" && !/^[\d@]/.test(token.value));
  return advance(reader, isName) ? token?.value : undefined;
}

function literal(reader: Reader): string | undefined {
  const token = peek(reader);
  return advance(reader, token?.kind === "text") ? token?.value : undefined;
}

function advance(reader: Reader, held: boolean | undefined): boolean {
  if (held) reader.at += 1;
  return held === true;
}
