import { fillStatement, type StatementValues, statementFault } from "@turnbolt/core";
import { identifier } from "./names.ts";

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The server takes no bind in this place, so both are quoted here. */
export const alterUser = (name: string, password: string): string =>
  `ALTER USER ${identifier(name)} IDENTIFIED BY ${identifier(password)}`;

/** The user's own statement, filled in. */
export const ownStatement = (template: string, values: StatementValues): string =>
  fillStatement(template, values, { literal, identifier });

/** Why a rotation statement cannot be used, or `null`. */
export function ownFault(template: string): string | null {
  const fault = statementFault(template);
  if (fault) return fault;
  const outside = template.replace(/'[^']*'|"[^"]*"/g, "");
  if (/\bby\s+\{\{password\}\}/i.test(outside)) return 'Oracle wants it in double quotes: BY "{{password}}"';
  if (/[\w$#]\{\{/.test(template)) return "a placeholder takes no prefix";
  if (/^\s*(?:begin|declare)\b/i.test(outside)) return null;
  return outside.includes(";") ? "it must be one statement, without a semicolon" : null;
}
