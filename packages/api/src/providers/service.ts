import { providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";
import { providerFacts } from "./facts.ts";

export type ProviderService = ReturnType<typeof providerService>;

export const providerService = (parts: Parts) => ({
  /** Every installed plugin with its facts and forms, by type. */
  list: () => ({
    providers: parts.engine.registry.providers
      .map((provider) => providerFacts(provider, parts.packageOf(provider.type)))
      .sort((a, b) => a.type.localeCompare(b.type)),
  }),
  get: (type: string) => ({ provider: providerFacts(providerOfType(parts, type), parts.packageOf(type)) }),
});
