import type { JsonSchema } from "../json-schema.ts";

/** Schemas of the document that many operations share. */
export interface Components {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** The answer's schema, with each larger part replaced by a reference: named by its field, and by the type. */
  share(schema: JsonSchema, of: string | null): JsonSchema;
}

/** Smaller ones are read more easily where they are. */
const FEWEST_FIELDS = 4;

export function newComponents(): Components {
  const schemas: Record<string, JsonSchema> = {};
  const texts = new Map<string, string>();

  function shared(schema: JsonSchema, name: string): JsonSchema {
    const text = JSON.stringify(schema);
    const known = texts.get(name);
    if (known !== undefined && known !== text) return schema;
    texts.set(name, text);
    schemas[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }

  function shareField(field: string, schema: JsonSchema, of: string | null): JsonSchema {
    if (schema.items) return { ...schema, items: shareField(singular(field), schema.items, of) };
    if (Object.keys(schema.properties ?? {}).length < FEWEST_FIELDS) return schema;
    return shared(schema, of === null ? capital(field) : `${capital(field)}.${of}`);
  }

  return {
    schemas,
    share(schema, of) {
      if (!schema.properties) return schema;
      const fields = Object.entries(schema.properties);
      return {
        ...schema,
        properties: Object.fromEntries(fields.map(([field, one]) => [field, shareField(field, one, of)])),
      };
    },
  };
}

const singular = (field: string): string => field.replace(/ies$/, "y").replace(/s$/, "");
const capital = (field: string): string => field.charAt(0).toUpperCase() + field.slice(1);
