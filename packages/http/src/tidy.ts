import type { JsonSchema } from "./json-schema.ts";

/** One schema, its parts done already, as a person would write it: without what zod adds for machines alone. */
export function tidy(schema: JsonSchema): JsonSchema {
  const {
    $schema,
    "~standard": _standard,
    propertyNames,
    sensitive,
    choicesAs: _choicesAs,
    ...rest
  } = schema;
  return nullable(single(secret(sensitive === true, bounded(patternless(rest)))));
}

/** Formats that readers of the document know; zod has more, and says those by a pattern, too. */
const FORMATS = new Set([
  "uuid",
  "date-time",
  "date",
  "time",
  "duration",
  "email",
  "uri",
  "hostname",
  "ipv4",
  "ipv6",
]);

/** A known format says it; the pattern would only repeat it, at length. */
function patternless({ pattern, format, ...rest }: JsonSchema): JsonSchema {
  if (format !== undefined && FORMATS.has(format)) return { ...rest, format };
  return pattern === undefined ? rest : { ...rest, pattern };
}

/** What every integer of JSON keeps to needs no saying. */
function bounded({ minimum, maximum, ...rest }: JsonSchema): JsonSchema {
  return {
    ...rest,
    ...(minimum !== undefined && minimum !== Number.MIN_SAFE_INTEGER && { minimum }),
    ...(maximum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && { maximum }),
  };
}

const secret = (sensitive: boolean, schema: JsonSchema): JsonSchema =>
  sensitive && schema.format === undefined ? { ...schema, format: "password" } : schema;

/** One value is a list of one. */
function single({ const: only, ...rest }: JsonSchema): JsonSchema {
  return only === undefined ? rest : { ...rest, enum: [only] };
}

/** `anyOf` with null, where the other one has a type of its own. */
function nullable(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (anyOf?.length !== 2) return schema;
  const other = anyOf.find(({ type }) => type !== "null");
  if (!other || anyOf.every(({ type }) => type !== "null")) return schema;
  if (typeof other.type !== "string") return schema;
  return {
    ...other,
    ...rest,
    type: [other.type, "null"],
    ...(other.enum && { enum: [...other.enum, null] }),
  };
}
