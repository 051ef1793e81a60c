import { type Credential, type RotationProvider, redact, sensitiveFields } from "@turnbolt/core";

/** The same credential with one character of each sensitive field changed. */
export function spoil(provider: RotationProvider, { handle, secret }: Credential): Credential {
  const spoilt: Record<string, unknown> = { ...secret };
  for (const field of sensitiveFields(provider.secret)) {
    const value = spoilt[field];
    if (typeof value === "string") spoilt[field] = value.slice(0, -1) + (value.endsWith("a") ? "b" : "a");
  }
  return { handle, secret: spoilt };
}

/** The values of the sensitive fields of a schema's data. */
export function sensitiveValues(
  schema: RotationProvider["connection"],
  data: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...sensitiveFields(schema)].flatMap((field) => {
    const value = data[field];
    return typeof value === "string" && value.length > 0 ? [value] : [];
  });
}

/** Does the text show one of the values, plain or in a usual encoding? */
export const shows = (text: string, values: readonly string[]): boolean => redact(text, values) !== text;
