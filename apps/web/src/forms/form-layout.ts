import type { UiSchema } from "@rjsf/utils";
import { type FormSchema, isObject, isRequired, propertiesOf } from "./json-form.ts";

/**
 * How the fields of a schema are asked for; `choices` are those that the target can list. `usual` is what the object
 * that they are in is, where it is left out.
 */
export function layoutOf(
  schema: FormSchema,
  choices: readonly string[] = [],
  usual: unknown = schema.default,
): UiSchema {
  return Object.fromEntries(
    propertiesOf(schema).map(([name, field]) => {
      const own = isObject(usual) && name in usual ? usual[name] : field.default;
      const inner = field.properties
        ? layoutOf(field, [], own)
        : fieldLayout({ ...field, default: own }, choices.includes(name));
      return [name, { ...inner, "ui:title": titleOf(name, field) }];
    }),
  );
}

/** The fields that are shown at once; the others are folded away. A form never hides all it has. */
export function firstFields(schema: FormSchema): readonly string[] {
  const names = propertiesOf(schema).map(([name]) => name);
  const first = propertiesOf(schema)
    .filter(([name, field]) => isRequired(schema, name) || isPlainSetting(field))
    .map(([name]) => name);
  return first.length > 0 ? first : names;
}

/** What a field is called: as its plugin says, else its name in words. */
export function titleOf(name: string, { title }: FormSchema): string {
  if (title) return title;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Something with a usual value that most people at least want to see. */
const isPlainSetting = (field: FormSchema): boolean => field.default !== undefined && !field.properties;

function fieldLayout(field: FormSchema, hasChoices: boolean): UiSchema {
  const example = exampleOf(field);
  const placeholder = example === null ? {} : { "ui:placeholder": example };
  if (hasChoices) return { "ui:widget": "choices", ...placeholder };
  if (field.sensitive) return { "ui:widget": isLong(field) ? "secretText" : "secret", ...placeholder };
  if (field.type === "boolean" || field.enum) return {};
  return isLong(field) ? { "ui:widget": "longText", ...placeholder } : placeholder;
}

function exampleOf({ examples = [], default: usual, sensitive }: FormSchema): string | null {
  if (sensitive) return null;
  const [example] = examples;
  const shown = usual ?? example;
  if (shown === undefined || typeof shown === "object") return null;
  return usual === undefined ? `e.g. ${shown}` : String(shown);
}

/** Certificates and keys have lines, which a field of one line would lose. */
const isLong = ({ examples = [], pattern }: FormSchema): boolean =>
  [...examples, pattern].some((text) => typeof text === "string" && /-----BEGIN|\n/.test(text));
