import * as z from "zod";

/** A text that is sealed at rest, struck from everything printed, and never given back by a read of a connection. */
export const sensitive = (schema: z.ZodString = z.string().min(1)): z.ZodString =>
  schema.meta({ ...schema.meta(), sensitive: true });

/** The names of the sensitive fields of a schema: of every branch, where it is a union. */
export function sensitiveFields(schema: z.ZodType): ReadonlySet<string> {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return new Set(
      schema.options.flatMap((option) => (option instanceof z.ZodType ? [...sensitiveFields(option)] : [])),
    );
  }
  if (!(schema instanceof z.ZodObject)) return new Set();
  return new Set(Object.keys(schema.shape).filter((field) => isSensitive(schema.shape[field])));
}

function isSensitive(schema: unknown): boolean {
  if (!(schema instanceof z.ZodType)) return false;
  if (schema.meta()?.sensitive === true) return true;
  return "unwrap" in schema && typeof schema.unwrap === "function" && isSensitive(schema.unwrap());
}
