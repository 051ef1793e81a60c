import { codeOf, isTest, type Tree } from "./tree.ts";

/** The files outside a plugin's folder that may name plugins, each with its reason. */
export const MAY_NAME_PLUGINS: ReadonlyMap<string, string> = new Map([
  ["apps/server/src/plugins.ts", "the composition file: here the product chooses its plugins"],
]);

/** Places in product code that name a plugin from outside its folder. */
export function namedPlugins(
  tree: Tree,
  exceptions: ReadonlyMap<string, string> = MAY_NAME_PLUGINS,
): string[] {
  const plugins = pluginsIn(tree);
  return codeOf(tree)
    .filter(([file]) => /^(apps|packages|plugins)\/[^/]+\/src\//.test(file) && !isTest(file))
    .filter(([file]) => ![...exceptions.keys()].some((exception) => file.startsWith(exception)))
    .flatMap(([file, code]) =>
      plugins
        .filter((plugin) => !file.startsWith(`plugins/${plugin}/`))
        .filter((plugin) => patternOf(plugin).test(code))
        .map((plugin) => `${file} names the plugin ${plugin}`),
    );
}

/** Exceptions that nothing uses any more. */
export function unusedExceptions(tree: Tree): string[] {
  return [...MAY_NAME_PLUGINS.keys()].filter((exception) => {
    const others = new Map([...MAY_NAME_PLUGINS].filter(([key]) => key !== exception));
    return !namedPlugins(tree, others).some((line) => line.startsWith(exception));
  });
}

function pluginsIn(tree: Tree): string[] {
  const found = [...tree.keys()].flatMap((file) => /^plugins\/([^/]+)\/package\.json$/.exec(file)?.[1] ?? []);
  return [...new Set(found)];
}

// Words that have another meaning too, such as a database's driver, count only where the plugin can be meant.
const AMBIGUOUS = new Set(["postgres", "mysql", "redis", "ldap", "mongodb", "mssql", "oracledb", "example"]);

function patternOf(plugin: string): RegExp {
  const qualified = `@turnbolt/plugin-${plugin}\\b|plugins/${plugin}\\b|\\b${plugin}-credentials\\b`;
  if (AMBIGUOUS.has(plugin)) return new RegExp(qualified, "i");
  const camel = plugin.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return new RegExp(`${qualified}|\\b${plugin}|\\b${camel}`, "i");
}
