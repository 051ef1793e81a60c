/** An identifier, so that PostgreSQL reads exactly this name. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text. The escape form keeps its meaning whatever `standard_conforming_strings` says. */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

/** What the placeholders of a rotation statement stand for. */
export interface Values {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/**
 * The statement that sets a password: the user's own, or `ALTER ROLE`. A placeholder in quotes becomes what those
 * quotes mean; a bare one is an identifier, a bare password a text.
 */
export function passwordStatement(
  template = "ALTER ROLE {{username}} PASSWORD {{password}}",
  values: Values,
): string {
  return template.replace(PLACEHOLDER, (_, quote: string, field: keyof Values) => {
    const isText = quote === "'" || (quote === "" && field === "password");
    return isText ? literal(values[field]) : identifier(values[field]);
  });
}

/**
 * Why a rotation statement cannot be used, or `null`. It leaves only quoting that two lines can read without doubt,
 * so that no name or password ever ends up inside a text, a comment or a body that it could break out of.
 */
export function statementFault(template: string): string | null {
  const missing = ["{{username}}", "{{password}}"].find((field) => !template.includes(field));
  if (missing) return `${missing} is missing`;
  if (/--|\/\*|[\\$\0]|''|""/.test(template)) {
    return "comments, backslashes, dollar signs and doubled quotes are not allowed";
  }
  if (/[\w&]['"]\{\{/.test(template)) return "a quoted placeholder takes no prefix";
  const pieces = template.match(/'[^']*'|"[^"]*"|[^'"]+|['"]/g) ?? [];
  if (pieces.some((piece) => piece === "'" || piece === '"')) return "a quote is not closed";
  const whole = pieces.every((piece) => !/\{\{|\}\}/.test(/^['"]/.test(piece) ? strip(piece) : bare(piece)));
  return whole ? null : "only {{username}}, {{password}} and {{database}} are known, alone in their quotes";
}

const PLACEHOLDER = /(['"]?)\{\{(username|password|database)\}\}\1/g;

const strip = (quoted: string) => quoted.replace(/^(['"])\{\{(?:username|password|database)\}\}\1$/, "");
const bare = (text: string) => text.replace(/\{\{(?:username|password|database)\}\}/g, "");
