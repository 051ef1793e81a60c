import { type FormSchema, type Issue, propertiesOf } from "./json-form.ts";
import { plainly } from "./plain-words.ts";

/** Where the server's refusal belongs in a form. */
export interface Placed {
  readonly fields: readonly Issue[];
  /** What belongs to no field of this form. */
  readonly rest: readonly Issue[];
}

/**
 * Puts the issues of a refusal at the fields of a form; `within` is where the form's values stand in what was sent, as
 * `["credentials"]`.
 */
export function placeIssues(
  issues: readonly Issue[],
  schema: FormSchema,
  within: readonly (string | number)[] = [],
): Placed {
  const fields: Issue[] = [];
  const rest: Issue[] = [];
  for (const { path, message } of issues) {
    const isWithin = within.every((step, index) => path[index] === step);
    const inner = path.slice(within.length);
    const words = plainly(message);
    if (isWithin && hasField(schema, inner)) fields.push({ path: inner, message: words });
    else rest.push({ path, message: words });
  }
  return { fields, rest };
}

function hasField(schema: FormSchema, [first]: readonly (string | number)[]): boolean {
  return first !== undefined && propertiesOf(schema).some(([name]) => name === String(first));
}
