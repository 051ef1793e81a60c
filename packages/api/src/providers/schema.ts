import * as z from "zod";

export const providerType = z.object({ type: z.string() });

const jsonSchema = z.record(z.string(), z.unknown());

/** The package that a plugin came in. */
export const pluginPackage = z.object({ name: z.string(), version: z.string() });
export type PluginPackage = z.output<typeof pluginPackage>;

/** What a plugin declares, and the forms that are drawn from it. Sensitive fields carry `"sensitive": true`, texts with a pattern the `patternMessage` of their plugin. */
export const provider = z.object({
  type: z.string(),
  app: z.string(),
  title: z.string(),
  apiLevel: z
    .int()
    .nullable()
    .meta({ description: "The level of the contract with this server that it was made for" }),
  package: pluginPackage.nullable().meta({ description: "null: it was handed to the server by a program" }),
  phase: z.enum(["single", "dual"]),
  origin: z.enum(["chosen", "granted"]),
  handles: z.enum(["fixed", "fresh"]).nullable(),
  labelled: z
    .boolean()
    .nullable()
    .meta({ description: "Whether the target shows which of its credentials are ours, where it makes them" }),
  capacity: z
    .number()
    .nullable()
    .meta({ description: "How many credentials the target holds, where that is limited" }),
  propagation: z
    .object({ minimumMs: z.number(), deadlineMs: z.number(), listLagMs: z.number().optional() })
    .nullable(),
  lockout: z
    .object({ attempts: z.number(), windowMs: z.number() })
    .nullable()
    .meta({ description: "How many failed logins the target forgives" }),
  options: z.array(z.string()).meta({ description: "Parameters that the target has choices for" }),
  sensitive: z.array(z.string()).meta({ description: "Fields of the connection that never come back" }),
  schemas: z.object({ connection: jsonSchema, parameters: jsonSchema, secret: jsonSchema }),
  secretsMapping: z
    .record(z.string(), z.string())
    .meta({ description: "The names that secrets get by default" }),
});
export type ProviderFacts = z.output<typeof provider>;

export const providerList = z.object({ providers: z.array(provider) });
export const oneProvider = z.object({ provider });
