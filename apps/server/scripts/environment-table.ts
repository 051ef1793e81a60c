import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { secretVariables, variables } from "../src/env.ts";

/** The document that carries the table, between two marks. */
export const document = fileURLToPath(new URL("../../../docs/operate.md", import.meta.url));

const BEGIN = "<!-- environment: made by apps/server/scripts/environment-table.ts -->\n";
const END = "<!-- /environment -->\n";

/** The document with the table as the schema in `env.ts` has it now. */
export function withTable(text: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the table's marks are missing in ${document}`);
  return text.slice(0, from + BEGIN.length) + environmentTable() + text.slice(to);
}

/** Every variable with its default and what it is for, as Markdown. */
export function environmentTable(): string {
  const rows = Object.entries(variables).map(([name, schema]) => rowOf(name, schema));
  return `| variable | default | |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

const secrets: readonly string[] = secretVariables;

function rowOf(name: string, schema: z.ZodType): string {
  const { description } = schema;
  if (!description) throw new Error(`${name} is not described in env.ts`);
  const names = secrets.includes(name) ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
  return `| ${names} | ${defaultOf(schema)} | ${description} |`;
}

function defaultOf(schema: z.ZodType): string {
  return schema instanceof z.ZodDefault ? `\`${String(schema.def.defaultValue)}\`` : "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(document, withTable(readFileSync(document, "utf8")));
}
