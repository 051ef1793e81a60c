import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { API_LEVEL, apiLevelOf, type RotationProvider } from "@turnbolt/core";

/**
 * Loads plugins by package name or path, as the working folder sees them. What is no plugin, or was made for another
 * API level, is refused by name.
 */
export async function loadPlugins(
  names: readonly string[],
  from: string,
): Promise<readonly RotationProvider[]> {
  const require = createRequire(pathToFileURL(join(resolve(from), "package.json")));
  return await Promise.all(names.map((name) => loadPlugin(name, require)));
}

async function loadPlugin(name: string, require: NodeJS.Require): Promise<RotationProvider> {
  const module: unknown = await import(pathToFileURL(locate(name, require)).href).catch((cause: unknown) => {
    throw new Error(`The plugin ${name} cannot be loaded: ${messageOf(cause)}`, { cause });
  });
  const provider =
    typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
  const level = apiLevelOf(provider);
  if (level === null) {
    throw new Error(
      `${name} is no plugin of Turnbolt: its default export is not made with defineProvider().`,
    );
  }
  if (level !== API_LEVEL) {
    throw new Error(
      `${name} was made for API level ${level}; this server speaks ${API_LEVEL}. Install a fitting version.`,
    );
  }
  return provider as RotationProvider; // the brand says so
}

function locate(name: string, require: NodeJS.Require): string {
  try {
    return require.resolve(name);
  } catch (cause) {
    const hidden =
      cause instanceof Error && "code" in cause && cause.code === "ERR_PACKAGE_PATH_NOT_EXPORTED";
    throw new Error(
      hidden
        ? `The plugin ${name} is installed, but its package.json exports nothing under "default".`
        : `The plugin ${name} is not installed: install it beside the server, or take it out of TURNBOLT_PLUGINS.`,
      { cause },
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
