import { branchesOf, type JsonSchema } from "../json-schema.ts";

/** One line of a table of fields. */
export interface FieldRow {
  /** With the names of the objects around it, `rotateAtUtc.hours`; `[]` for what is in a list. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Every field of an object schema, the inner ones after the outer one. */
export function fieldRows(schema: JsonSchema, resolve: (ref: string) => JsonSchema): readonly FieldRow[] {
  const rows: FieldRow[] = [];
  const add = (one: JsonSchema, prefix: string): void => {
    const object = one.$ref === undefined ? one : resolve(one.$ref);
    const branches = branchesOf(object);
    const seen = new Set<string>();
    for (const branch of branches) {
      for (const [field, inner] of Object.entries(branch.properties ?? {})) {
        if (seen.has(field)) continue;
        seen.add(field);
        const name = prefix + field;
        const required = branches.every(({ required = [] }) => required.includes(field));
        rows.push({ name, type: typeText(inner), required, description: describe(inner, field, branches) });
        add(inner.items ?? inner, `${name}${inner.items ? "[]" : ""}.`);
      }
    }
  };
  add(schema, "");
  return rows;
}

/** The type in words, with what bounds it. */
export function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? "object";
  if (schema.items) return `list of ${typeText(schema.items)}`;
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) return [...new Set(branches.map(typeText))].join(" | ");
  const type = [schema.type ?? "any"].flat().join(" | ");
  const bounds = [
    schema.format,
    schema.pattern,
    schema.minimum !== undefined && `≥ ${schema.minimum}`,
    schema.maximum !== undefined && `≤ ${schema.maximum}`,
    schema.minLength !== undefined && schema.minLength > 1 && `≥ ${schema.minLength} characters`,
    schema.maxLength !== undefined && `≤ ${schema.maxLength} characters`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ].filter((bound) => typeof bound === "string");
  return bounds.length > 0 ? `${type} (${bounds.join(", ")})` : type;
}

/** A field that tells the branches of a union apart says all its values. */
function describe(
  { title, description, enum: values }: JsonSchema,
  field: string,
  branches: readonly JsonSchema[],
): string {
  const words = [title, description].filter((text) => text !== undefined).join(": ");
  if (branches.length < 2 || !values) return words;
  const all = branches.flatMap(({ properties = {} }) => properties[field]?.enum ?? []);
  return [words, `One of ${all.map((value) => JSON.stringify(value)).join(", ")}.`].filter(Boolean).join(" ");
}
