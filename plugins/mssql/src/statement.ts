import { fillStatement, type StatementValues, statementFault } from "@turnbolt/core";

/** A text of Unicode characters; a backslash is a backslash. */
export const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`;

export const identifier = (name: string): string => `[${name.replaceAll("]", "]]")}]`;

/** The server takes no parameter in this place, so both are quoted here. */
export const alterLogin = (name: string, password: string): string =>
  `ALTER LOGIN ${identifier(name)} WITH PASSWORD = ${literal(password)}`;

/** The user's own statement, filled in. */
export const ownStatement = (template: string, values: StatementValues): string =>
  fillStatement(template, values, { literal, identifier });

/** Why a rotation statement cannot be used, or `null`. */
export function ownFault(template: string): string | null {
  const fault = statementFault(template);
  if (fault) return fault;
  if (/\[[^\]]*\{\{/.test(template)) return "a placeholder stands bare or in quotes, not in brackets";
  const outside = template.replace(/'[^']*'|"[^"]*"/g, "").trimEnd();
  return outside.slice(0, -1).includes(";") ? "it must be one statement" : null;
}
