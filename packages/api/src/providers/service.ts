import { type RotationProvider, withRuntime } from "@turnbolt/core";
import { invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import { fieldsOf, findConnection, providerOfType } from "../read.ts";
import type { Parts } from "../services.ts";
import { providerFacts } from "./facts.ts";
import type { OptionsQuery } from "./schema.ts";

export type ProviderService = ReturnType<typeof providerService>;

export const providerService = (parts: Parts) => ({
  /** Every installed plugin with its facts and forms, by type. */
  list: () => ({
    providers: parts.engine.registry.providers
      .map(providerFacts)
      .sort((a, b) => a.type.localeCompare(b.type)),
  }),
  get: (type: string) => ({ provider: providerFacts(providerOfType(parts, type)) }),
  /** Choices for one parameter, asked of the target through a stored connection. */
  options: (query: OptionsQuery, actor: Actor) => choices(parts, query, actor),
});

async function choices(parts: Parts, query: OptionsQuery, actor: Actor) {
  const stored = await findConnection(parts, query.connectionId);
  assertMay(actor, "read", "app-connections", stored.projectId);
  if (query.app !== undefined && query.app !== stored.app)
    throw invalid(`That is a connection to ${stored.app}.`, "connectionId");
  const { provider, page } = withChoices(parts, stored.app, query);
  const connection = await fieldsOf(parts, stored);
  return await withRuntime(parts.engine, provider, connection, async (runtime) => {
    const client = await provider.connect(connection, runtime);
    try {
      const { search, cursor } = query;
      const { options, next } = await page({ client, connection, runtime, search, cursor });
      return { options: [...options], nextCursor: next ?? null };
    } finally {
      await provider.disconnect?.(client).catch(() => undefined);
    }
  });
}

/** The plugin that has the choices: the one that is named, or the first of the app that has any. */
function withChoices({ engine }: Parts, app: string, { type, parameter }: OptionsQuery) {
  const plugins: readonly RotationProvider[] = engine.registry.providers;
  for (const provider of plugins) {
    if (provider.app !== app || (type !== undefined && provider.type !== type)) continue;
    const { options = {} } = provider;
    const page = Object.hasOwn(options, parameter) ? options[parameter] : undefined;
    if (page) return { provider, page };
  }
  throw invalid(`${type ?? app} has no choices for "${parameter}".`, "parameter");
}
