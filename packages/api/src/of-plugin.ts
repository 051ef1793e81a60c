import type * as z from "zod";

/** What a plugin has of its own in the schemas of its routes. */
export type PluginPart =
  /** Its `type`, as the one value there is. */
  | "type"
  /** Its `app`, as the one value there is. */
  | "app"
  /** Its parameters. */
  | "parameters"
  /** A secret name for each field of its secret. */
  | "secretsMapping"
  /** The same, each one optional: for a change of some names. */
  | "someOfSecretsMapping"
  /** The fields of one credential, with their values. */
  | "secret"
  /** The fields of its connection that are not sensitive. */
  | "config"
  /** The fields of its connection, each one optional: for a change of some. */
  | "someOfCredentials";

/**
 * Marks a part of a schema that is each plugin's own at the routes of its type or app. The schema that is given says
 * what all plugins have in common, and is what the procedure itself checks.
 *
 * @example
 * z.object({ type: ofPlugin("type", z.string()), parameters: ofPlugin("parameters", z.record(z.string(), z.unknown())) })
 */
export function ofPlugin<S extends z.ZodType>(part: PluginPart, schema: S): S {
  return schema.meta({ ...schema.meta(), ofPlugin: part });
}
