import { fillStatement, type StatementValues } from "@turnbolt/core";

/** An identifier, so that PostgreSQL reads exactly this name. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text. The escape form keeps its meaning whatever `standard_conforming_strings` says. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/** The statement that sets a password: the user's own, or `ALTER ROLE`. */
export const passwordStatement = (
  template = "ALTER ROLE {{username}} PASSWORD {{password}}",
  values: StatementValues,
): string => fillStatement(template, values, { identifier, literal });
