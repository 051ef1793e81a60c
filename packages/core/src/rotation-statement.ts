/** What the placeholders of a rotation statement stand for. */
export interface StatementValues {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** How a kind of server writes a name and a text, so that it reads exactly these. */
export interface Quoting {
  readonly identifier: (name: string, field: keyof StatementValues) => string;
  readonly literal: (text: string) => string;
}

/**
 * A statement of the user's own with its placeholders filled in. A placeholder in quotes becomes what those quotes
 * mean; a bare one is an identifier, a bare password a text.
 */
export function fillStatement(template: string, values: StatementValues, quoting: Quoting): string {
  return template.replace(PLACEHOLDER, (_, quote: string, field: keyof StatementValues) => {
    const isText = quote === "'" || (quote === "" && field === "password");
    return isText ? quoting.literal(values[field]) : quoting.identifier(values[field], field);
  });
}

/**
 * Why a rotation statement cannot be used, or `null`. It leaves only quoting that two lines can read without doubt,
 * so that no name or password ever ends up inside a text, a comment or a body that it could break out of.
 */
export function statementFault(template: string): string | null {
  const missing = ["{{username}}", "{{password}}"].find((field) => !template.includes(field));
  if (missing) return `${missing} is missing`;
  if (/--|#|\/\*|[\\$`\0]|''|""/.test(template)) {
    return "comments, backslashes, dollar signs, backticks and doubled quotes are not allowed";
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
