import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crashPointsOf } from "./crash-points.ts";
import { officialPlugins } from "./plugins.ts";
import { type Line, withTable } from "./table.ts";

const readme = fileURLToPath(new URL("../../../README.md", import.meta.url));

const lines: Line[] = [];
for (const plugin of await officialPlugins()) {
  lines.push({ ...plugin, crashPoints: await crashPointsOf(plugin) });
}
writeFileSync(readme, withTable(readFileSync(readme, "utf8"), lines));
