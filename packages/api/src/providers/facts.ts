import { apiLevelOf, type RotationProvider, sensitiveFields } from "@turnbolt/core";
import { formOf } from "./form.ts";
import type { PluginPackage, ProviderFacts } from "./schema.ts";

/** The default names of a rotation's secrets: `<APP>_<FIELD>`. */
export const defaultMapping = ({ app, secret }: RotationProvider): Record<string, string> =>
  Object.fromEntries(Object.keys(secret.shape).map((field) => [field, upperSnake(`${app}_${field}`)]));

const upperSnake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();

/** What a plugin declares, and the forms that are drawn from it. Sensitive fields carry `"sensitive": true`. */
export function providerFacts(
  provider: RotationProvider,
  package_: PluginPackage | null = null,
): ProviderFacts {
  const { phase, origin, handles } = provider;
  return {
    type: provider.type,
    app: provider.app,
    title: provider.title,
    apiLevel: apiLevelOf(provider),
    package: package_,
    phase,
    origin,
    handles: handles ?? null,
    labelled: "labelled" in provider ? provider.labelled : null,
    capacity: handles === "fresh" ? (provider.capacity ?? null) : null,
    propagation: provider.propagation ?? null,
    lockout: provider.lockout ?? null,
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
