import { type RotationProvider, sensitiveFields } from "@turnbolt/core";
import * as z from "zod";
import type { ProviderFacts } from "./schema.ts";

/** The default names of a rotation's secrets: `<APP>_<FIELD>`. */
export const defaultMapping = ({ app, secret }: RotationProvider): Record<string, string> =>
  Object.fromEntries(Object.keys(secret.shape).map((field) => [field, upperSnake(`${app}_${field}`)]));

const upperSnake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

/** What a plugin declares, and the forms that are drawn from it. Sensitive fields carry `"sensitive": true`. */
export function providerFacts(provider: RotationProvider): ProviderFacts {
  const { phase, origin, handles } = provider;
  return {
    type: provider.type,
    app: provider.app,
    title: provider.title,
    phase,
    origin,
    handles: handles ?? null,
    capacity: handles === "fresh" ? (provider.capacity ?? null) : null,
    propagation: provider.propagation ?? null,
    options: Object.keys(provider.options ?? {}),
    sensitive: [...sensitiveFields(provider.connection)],
    schemas: {
      connection: formOf(provider.connection),
      parameters: formOf(provider.parameters),
      secret: formOf(provider.secret),
    },
    secretsMapping: defaultMapping(provider),
  };
}

/** JSON Schema of what a client sends; a check that JSON Schema cannot say is left to the server. */
export const formOf = (schema: z.ZodType): Record<string, unknown> => {
  const {
    $schema: _dialect,
    "~standard": _standard,
    ...form
  } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  });
  return form;
};
