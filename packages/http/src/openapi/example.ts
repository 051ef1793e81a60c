import type { JsonSchema } from "../json-schema.ts";

/** How much of an object is shown: all of it, or what has to be sent and what its author gave an example of. */
export type Detail = "all" | "needed";

/** A value that fits a schema: what its author gave, else something made up. */
export function exampleOf(schema: JsonSchema, name = "name", detail: Detail = "all"): unknown {
  const [given] = schema.examples ?? [];
  if (given !== undefined) return given;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const branch = (schema.oneOf ?? schema.anyOf)?.find(({ type }) => type !== "null");
  if (branch) return exampleOf(branch, name, detail);
  const [type] = [schema.type ?? []].flat().filter((one) => one !== "null");
  switch (type) {
    case "object":
      return objectExample(schema, name, detail);
    case "array":
      return schema.maxItems === 0 ? [] : [exampleOf(schema.items ?? {}, name, detail)];
    case "string":
      return textExample(schema, name);
    case "integer":
    case "number":
      return schema.minimum ?? (schema.exclusiveMinimum === undefined ? 1 : schema.exclusiveMinimum + 1);
    case "boolean":
      return true;
    default:
      return schema.type === "null" ? null : {};
  }
}

function objectExample(schema: JsonSchema, name: string, detail: Detail): unknown {
  const { properties = {}, required = [], additionalProperties } = schema;
  const shown = Object.entries(properties).filter(
    ([key, one]) => detail === "all" || required.includes(key) || one.examples !== undefined,
  );
  if (shown.length > 0)
    return Object.fromEntries(shown.map(([key, one]) => [key, exampleOf(one, key, detail)]));
  if (typeof additionalProperties !== "object" || detail === "needed") return {};
  return { [name]: exampleOf(additionalProperties, name, detail) };
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: "3f2b6c1e-8d5a-4c7b-9e01-5a6d7c8b9e0f",
  "date-time": "2026-01-31T08:30:00.000Z",
  date: "2026-01-31",
  email: "someone@example.com",
  uri: "https://example.com/",
  ipv4: "192.0.2.7",
  ipv6: "2001:db8::7",
  cidrv4: "192.0.2.0/24",
  cidrv6: "2001:db8::/32",
  password: "a-value-of-yours-0123456789",
};

/** Forms that the names and paths of this API have; the first that a pattern takes. */
const TEXTS = ["my-name", "MY_NAME", "/", "-_.", "my_name", "a", "1", "a1", "192.0.2.0/24", "example.com"];

function textExample({ format, pattern, minLength = 0 }: JsonSchema, name: string): string {
  const known = format === undefined ? undefined : BY_FORMAT[format];
  if (known !== undefined) return known;
  const fits = new RegExp(pattern ?? "", "u");
  const long = name.padEnd(minLength, "-");
  return [long, ...TEXTS].find((text) => text.length >= minLength && fits.test(text)) ?? long;
}
