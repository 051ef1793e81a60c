import type { JsonSchema } from "./json-schema.ts";

/**
 * The value that a text of a path, a query or a form stands for, by what is wanted there. Strict: a text that is not
 * exactly one stays a text, and the procedure's schema refuses it.
 */
export function coerce(texts: readonly string[], schema: JsonSchema): unknown {
  const types = typesOf(schema);
  if (types.has("array")) return texts.map((text) => oneOf(text, typesOf(schema.items ?? {})));
  const [text = "", ...more] = texts;
  return more.length > 0 ? texts : oneOf(text, types);
}

function oneOf(text: string, types: ReadonlySet<string>): unknown {
  if (types.has("string")) return text;
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  if (types.has("number") && /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text)) return Number(text);
  if (types.has("integer") && /^-?(0|[1-9]\d{0,15})$/.test(text)) return Number(text);
  return text;
}

function typesOf(schema: JsonSchema): ReadonlySet<string> {
  const { type, anyOf = [], oneOf = [] } = schema;
  const own = type === undefined ? [] : typeof type === "string" ? [type] : type;
  return new Set([...own, ...[...anyOf, ...oneOf].flatMap((branch) => [...typesOf(branch)])]);
}
