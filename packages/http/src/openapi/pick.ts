import { branchesOf, type JsonSchema } from "../json-schema.ts";

/** An object schema with some of its fields alone; `null` when nothing of it is left. */
export function pick(schema: JsonSchema, names: readonly string[]): JsonSchema | null {
  const wanted = new Set(names);
  if (!schema.properties && (schema.oneOf || schema.anyOf)) return pickOfUnion(schema, names);
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => wanted.has(name));
  if (properties.length === 0) return null;
  const required = schema.required?.filter((name) => wanted.has(name)) ?? [];
  const { default: _default, required: _required, ...rest } = schema;
  return { ...rest, properties: Object.fromEntries(properties), ...(required.length > 0 && { required }) };
}

/** The same without one field. */
export const omit = (schema: JsonSchema, name: string): JsonSchema =>
  pick(
    schema,
    branchesOf(schema).flatMap(({ properties = {} }) =>
      Object.keys(properties).filter((one) => one !== name),
    ),
  ) ?? { type: "object" };

function pickOfUnion(schema: JsonSchema, names: readonly string[]): JsonSchema | null {
  const picked = branchesOf(schema)
    .map((branch) => pick(branch, names))
    .filter((branch) => branch !== null);
  const distinct = [...new Map(picked.map((branch) => [JSON.stringify(branch), branch])).values()];
  const [only] = distinct;
  if (distinct.length < 2) return only ?? null;
  // Without the fields that told them apart, more than one branch may fit.
  return { anyOf: distinct };
}
