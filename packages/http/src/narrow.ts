import { type PluginPart, type Plugins, pluginPart } from "@turnbolt/api";
import { branchesOf, fieldsOf, type JsonSchema, jsonSchemaOf, mapSchema } from "./json-schema.ts";
import { tidy } from "./tidy.ts";

export type Plugin = Plugins[number];

/** What the path of a route says by itself: its type, or its app. */
export type Fixed = Readonly<Partial<Record<"type" | "app", string>>>;

/** A schema as it is at one plugin's routes: of a union its branch, of every marked part its own. */
export function narrow(
  schema: JsonSchema,
  io: "input" | "output",
  {
    plugin,
    plugins,
    fixed,
  }: { readonly plugin: Plugin | null; readonly plugins: Plugins; readonly fixed: Fixed },
): JsonSchema {
  const own = branchFor(schema, fixed);
  return mapSchema(own, (one) => {
    const { ofPlugin, ...plain } = one;
    if (ofPlugin === undefined) return tidy(one);
    const part = ofPlugin as PluginPart; // `ofPlugin()` alone writes the keyword
    const filled = plugin
      ? mapSchema(jsonSchemaOf(pluginPart(part, plugin), io), tidy)
      : tidy({ ...plain, ...ofAll(part, plugins) });
    return plain.description === undefined ? filled : { ...filled, description: plain.description };
  });
}

/** Where no plugin is meant, the installed ones can still be listed. */
function ofAll(part: PluginPart, plugins: Plugins): JsonSchema {
  if (part !== "type" && part !== "app") return {};
  return { enum: [...new Set(plugins.map((plugin) => plugin[part]))].sort() };
}

function branchFor(schema: JsonSchema, fixed: Fixed): JsonSchema {
  const wanted = Object.entries(fixed);
  if (wanted.length === 0) return schema;
  const fitting = branchesOf(schema).find((branch) => {
    const { properties } = fieldsOf(branch);
    return wanted.every(([name, value]) => properties[name]?.const === value);
  });
  return fitting ?? schema;
}
