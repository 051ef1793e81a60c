import { type RotationProvider, sensitiveFields } from "@turnbolt/core";
import * as z from "zod";
import type { PluginPart } from "./of-plugin.ts";

/** What a plugin fills a marked part of a schema with. */
export const pluginPart = (part: PluginPart, plugin: RotationProvider): z.ZodType => PARTS[part](plugin);

const PARTS: Readonly<Record<PluginPart, (plugin: RotationProvider) => z.ZodType>> = {
  type: ({ type }) => z.literal(type),
  app: ({ app }) => z.literal(app),
  parameters: ({ parameters }) => parameters,
  secretsMapping: ({ secret }) => z.object(namesOf(secret)),
  someOfSecretsMapping: ({ secret }) => z.object(namesOf(secret)).partial(),
  secret: ({ secret }) => secret,
  config: ({ connection }) => {
    const sensitive = sensitiveFields(connection);
    return eachBranch(connection, (name) => !sensitive.has(name));
  },
  someOfCredentials: ({ connection }) => eachBranch(connection, () => true),
};

const namesOf = (secret: z.ZodObject) =>
  Object.fromEntries(
    Object.entries(secret.shape).map(([field, schema]) => {
      const title = schema instanceof z.ZodType ? schema.meta()?.title : undefined;
      const what = typeof title === "string" ? title : field;
      return [
        field,
        z
          .string()
          .min(1)
          .meta({ description: `Name of the secret that holds: ${what}.` }),
      ];
    }),
  );

/** The wanted fields, none of them required; a field that tells the branches apart stays. */
function eachBranch(schema: RotationProvider["connection"], wanted: (field: string) => boolean): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return some(schema, wanted);
  return z.union(schema.options.map((option) => some(option, wanted)));
}

function some({ shape }: z.ZodObject, wanted: (field: string) => boolean): z.ZodObject {
  return z.object(Object.fromEntries(Object.entries(shape).filter(([field]) => wanted(field)))).partial();
}
