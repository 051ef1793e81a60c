import * as z from "zod";
import { API_LEVEL, apiLevelOf } from "./brand.ts";
import type { RotationProvider } from "./provider.ts";

/** The installed providers by type. */
export interface Registry {
  readonly providers: readonly RotationProvider[];
  /** The provider of a type; throws a plain-words error for a type that is not installed. */
  provider(type: string): RotationProvider;
}

/** Composes providers; refuses what is no provider, another API level, a type taken twice, and an app whose schemas differ. */
export function createRegistry(providers: readonly RotationProvider[]): Registry {
  const byType = new Map<string, RotationProvider>();
  for (const provider of providers) {
    assertUsable(provider);
    if (byType.has(provider.type))
      throw new Error(`Two plugins have the type "${provider.type}": remove one of them.`);
    const sibling = [...byType.values()].find(({ app }) => app === provider.app);
    if (sibling && connectionShape(sibling) !== connectionShape(provider)) {
      throw new Error(
        `${provider.type}: its app "${provider.app}" is also the app of ${sibling.type}, with another connection schema. Make the schemas equal, or give one of them an app of its own.`,
      );
    }
    byType.set(provider.type, provider);
  }
  return {
    providers: [...byType.values()],
    provider(type) {
      const found = byType.get(type);
      if (!found)
        throw new Error(
          `No plugin of type "${type}" is installed. Installed: ${[...byType.keys()].join(", ")}.`,
        );
      return found;
    },
  };
}

const connectionShape = ({ connection }: RotationProvider): string =>
  JSON.stringify(z.toJSONSchema(connection, { io: "input" }));

function assertUsable(provider: RotationProvider): void {
  const level = apiLevelOf(provider);
  if (level === null)
    throw new Error(
      "A plugin's default export is no provider: make it with defineProvider() of @turnbolt/core.",
    );
  if (level !== API_LEVEL) {
    throw new Error(
      `${provider.type}: made for API level ${level}, this server speaks ${API_LEVEL}. Install a version of the plugin for level ${API_LEVEL}.`,
    );
  }
  if (!/^[a-z][a-z0-9-]*$/.test(provider.type) || provider.type === "options") {
    throw new Error(
      `"${provider.type}" cannot be a plugin's type: kebab-case is needed, and "options" is reserved.`,
    );
  }
}
