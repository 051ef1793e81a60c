import { type OptionPage, withRuntime } from "@turnbolt/core";
import { invalid } from "../errors.ts";
import { fieldsOf, findConnection, providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";
import { providerFacts } from "./facts.ts";
import type { OptionsQuery } from "./schema.ts";

export type ProviderService = ReturnType<typeof providerService>;

export const providerService = (parts: Parts) => ({
  /** Every installed plugin with its facts and forms, by type. */
  list: () => parts.engine.registry.providers.map(providerFacts).sort((a, b) => a.type.localeCompare(b.type)),
  get: (type: string) => providerFacts(providerOfType(parts, type)),
  /** Choices for one parameter, asked of the target through a stored connection. */
  options: (query: OptionsQuery): Promise<OptionPage> => choices(parts, query),
});

async function choices(parts: Parts, query: OptionsQuery): Promise<OptionPage> {
  const provider = providerOfType(parts, query.type);
  const page = Object.hasOwn(provider.options ?? {}, query.parameter)
    ? provider.options?.[query.parameter]
    : undefined;
  if (!page) throw invalid(`${query.type} has no choices for "${query.parameter}".`, "parameter");
  const stored = await findConnection(parts, query.connectionId);
  if (stored.app !== provider.app) throw invalid(`That is a connection to ${stored.app}.`, "connectionId");
  const connection = await fieldsOf(parts, stored);
  return await withRuntime(parts.engine, provider, connection, async (runtime) => {
    const client = await provider.connect(connection, runtime);
    try {
      return await page({ client, connection, runtime, search: query.search, cursor: query.cursor });
    } finally {
      await provider.disconnect?.(client).catch(() => undefined);
    }
  });
}
