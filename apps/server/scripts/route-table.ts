import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApi } from "@turnbolt/api";
import { type Route, routesOf } from "@turnbolt/http";
import { plugins } from "../src/plugins.ts";

/** The document that carries the table, between two marks. */
export const document = fileURLToPath(new URL("../../../docs/http-api.md", import.meta.url));

const BEGIN = "<!-- routes: made by apps/server/scripts/route-table.ts -->\n";
const END = "<!-- /routes -->\n";

/** The document with the table as the procedures have it now. */
export function withTable(text: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the table's marks are missing in ${document}`);
  return text.slice(0, from + BEGIN.length) + routeTable() + text.slice(to);
}

/** Every route once, whatever plugins are installed, as Markdown. */
export function routeTable(): string {
  const routes = routesOf(createApi(plugins), plugins);
  const byProcedure = Map.groupBy(
    routes.filter(({ isAlias }) => !isAlias),
    ({ procedure }) => procedure.name,
  );
  const rows = [...byProcedure.values()].flatMap(([first]) => (first ? [rowOf(first)] : []));
  return `| route | | also at |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

function rowOf({ method, pattern, http }: Route): string {
  const also = (http.aliases ?? []).map((path) => `\`${path}\``).join(", ");
  return `| ${method} \`${pattern}\` | ${http.summary} | ${also} |`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(document, withTable(readFileSync(document, "utf8")));
}
