import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import { type FormSchema, type Issue, propertiesOf } from "./json-form.ts";
import { wordsFor } from "./plain-words.ts";

/** What is wrong with a value by its schema, in plain words and field by field. Nothing is evaluated as code. */
export function issuesOf(schema: FormSchema, value: unknown): readonly Issue[] {
  const known = withUsablePatterns(schema);
  // The library's type of a schema is wider than ours in every keyword but these, which it does not read.
  const { errors } = new Validator(known as unknown as Schema, "2020-12", false).validate(value);
  const found = errors.filter(({ keyword }) => !AROUND.has(keyword)).map((unit) => issueOf(known, unit));
  return [...new Map(found.reverse().map((issue) => [issue.path.join("\n"), issue])).values()].reverse();
}

/** They only say that something inside is wrong. */
const AROUND = new Set(["properties", "items", "allOf", "$ref", "if", "dependentSchemas"]);

function issueOf(
  schema: FormSchema,
  { keyword, keywordLocation, instanceLocation, error }: OutputUnit,
): Issue {
  const at = steps(instanceLocation);
  const [, missing] = keyword === "required" ? (/"(.*)"/s.exec(error) ?? []) : [];
  const path = missing === undefined ? at : [...at, missing];
  return { path, message: wordsFor(keyword, schemaAt(schema, keywordLocation)) };
}

const steps = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));

/** The schema that a keyword stands in. */
function schemaAt(schema: FormSchema, keywordLocation: string): FormSchema {
  let at: unknown = schema;
  for (const step of steps(keywordLocation).slice(0, -1)) {
    at = typeof at === "object" && at !== null ? Reflect.get(at, step) : undefined;
  }
  return typeof at === "object" && at !== null ? (at as FormSchema) : {}; // every keyword stands in a schema
}

/** A pattern of a plugin that this browser cannot read is left to the server. */
function withUsablePatterns(schema: FormSchema): FormSchema {
  const { pattern, ...rest } = schema;
  const properties = Object.fromEntries(
    propertiesOf(schema).map(([name, field]) => [name, withUsablePatterns(field)]),
  );
  return {
    ...rest,
    ...(schema.properties && { properties }),
    ...(schema.allOf && { allOf: schema.allOf.map(withUsablePatterns) }),
    ...(typeof pattern === "string" && isPattern(pattern) && { pattern }),
  };
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
