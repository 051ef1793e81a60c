import { type RotationProvider, sensitiveFields } from "@turnbolt/core";
import * as z from "zod";
import { loginsOf } from "./connections/logins.ts";
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
    return eachLogin(connection, (field, schema) => (sensitive.has(field) ? null : schema));
  },
  someOfCredentials: ({ connection }) =>
    eachLogin(connection, (_, schema) => (schema instanceof z.ZodOptional ? schema.nullable() : schema)),
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

/** The fields of each way to log in, none of them required; its method stands beside them. */
function eachLogin(connection: RotationProvider["connection"], change: Change): z.ZodType {
  const [first, ...others] = loginsOf(connection).map(({ credentials }) => some(credentials, change));
  if (!first) throw new Error("a connection has no way to log in");
  return others.length === 0 ? first : z.union([first, ...others]);
}

/** `null` leaves a field out. */
type Change = (field: string, schema: z.core.$ZodType) => z.core.$ZodType | null;

function some({ shape }: z.ZodObject, change: Change): z.ZodObject {
  const fields = Object.entries(shape).flatMap(([field, schema]) => {
    const changed = change(field, schema);
    return changed ? [[field, changed] as const] : [];
  });
  return z.object(Object.fromEntries(fields)).partial();
}
