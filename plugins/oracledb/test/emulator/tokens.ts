import { error, type OracleError } from "./users.ts";

export interface Token {
  readonly kind: "text" | "name" | "word" | "number" | "bind" | "sign" | "end";
  /** What it stands for: without quotes for a text and a name, in upper case for a word. */
  readonly value: string;
  readonly source: string;
}

const PATTERN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|'(?<text>(?:[^']|'')*)'(?!')|"(?<name>[^"\0]*)"|(?<word>\p{L}[\p{L}\d_$#]*)|(?<number>\d+)|:(?<bind>[\p{L}\d_]+)|(?<sign><>|[-(),.=<>*+;%|])/uy;

/** The tokens of a statement, as Oracle's rules for literals and names have them. */
export function tokensOf(sql: string): readonly Token[] | OracleError {
  const tokens: Token[] = [];
  PATTERN.lastIndex = 0;
  let at = 0;
  while (at < sql.length) {
    const found = PATTERN.exec(sql);
    if (!found?.groups) return unreadable(sql.charAt(at));
    at = PATTERN.lastIndex;
    const { space, text, name, word, number, bind, sign } = found.groups;
    const source = found[0];
    if (space !== undefined) continue;
    if (text !== undefined) tokens.push({ kind: "text", value: text.replaceAll("''", "'"), source });
    else if (name === "") return error(1741, "illegal zero-length identifier");
    else if (name !== undefined) tokens.push({ kind: "name", value: name, source });
    else if (word !== undefined) tokens.push({ kind: "word", value: word.toUpperCase(), source });
    else if (number !== undefined) tokens.push({ kind: "number", value: number, source });
    else if (bind !== undefined) tokens.push({ kind: "bind", value: bind.toUpperCase(), source });
    else tokens.push({ kind: "sign", value: sign ?? "", source });
  }
  return tokens;
}

function unreadable(character: string): OracleError {
  if (character === "'") return error(1756, "quoted string not properly terminated");
  if (character === '"') return error(1740, "missing double quote in identifier");
  return error(911, "invalid character");
}

const END: Token = { kind: "end", value: "", source: "" };

/** Thrown where a statement is not what Oracle reads there. */
export class Refused extends Error {
  readonly error: OracleError;

  constructor(number: number, text: string) {
    super(text);
    this.error = error(number, text);
  }
}

/** Walks over tokens. */
export interface Walk {
  readonly peek: () => Token;
  readonly next: () => Token;
  /** Takes these words or signs if they come next. */
  readonly took: (...values: string[]) => boolean;
  /** Takes them, or the statement is refused. */
  readonly need: (value: string, number: number, text: string) => void;
  /** A name, in quotes or not. */
  readonly name: (number: number, text: string) => string;
}

export function walkOver(tokens: readonly Token[]): Walk {
  let at = 0;
  const peek = () => tokens[at] ?? END;
  const next = () => tokens[at++] ?? END;
  const is = (token: Token | undefined, value: string) =>
    (token?.kind === "word" || token?.kind === "sign") && token.value === value;
  const took = (...values: string[]) => {
    const held = values.every((value, index) => is(tokens[at + index], value));
    if (held) at += values.length;
    return held;
  };
  return {
    peek,
    next,
    took,
    need: (value, number, text) => {
      if (!took(value)) throw new Refused(number, text);
    },
    name: (number, text) => {
      const token = next();
      if (token.kind !== "word" && token.kind !== "name") throw new Refused(number, text);
      if (Buffer.byteLength(token.value) > 128) throw new Refused(972, "identifier is too long");
      return token.value;
    },
  };
}
