import { type FormSchema, isObject, isRequired, propertiesOf, type Values } from "./json-form.ts";

/**
 * What a form begins with: the defaults of its fields. An object that may be left out stays out, so that what its own
 * defaults become is up to the server.
 */
export function startingValues(schema: FormSchema): Values {
  return Object.fromEntries(
    propertiesOf(schema).flatMap(([name, field]) => {
      if (field.properties) return isRequired(schema, name) ? [[name, startingValues(field)] as const] : [];
      return field.default === undefined ? [] : [[name, field.default] as const];
    }),
  );
}

/** The values without those that must not be kept anywhere. */
export function withoutSensitive(schema: FormSchema, values: Values): Values {
  const fields = new Map(propertiesOf(schema));
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const field = fields.get(name);
      if (!field || field.sensitive) return [];
      return [[name, field.properties && isObject(value) ? withoutSensitive(field, value) : value] as const];
    }),
  );
}

/** What somebody filled in: no empty objects, nothing that is undefined. */
export function filled(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const kept = isObject(value) ? filled(value) : value;
      const isEmpty = kept === undefined || (isObject(kept) && Object.keys(kept).length === 0);
      return isEmpty ? [] : [[name, kept] as const];
    }),
  );
}

/**
 * The form of a change: a sensitive field that is set is kept when it is left empty, so it is not required. An optional
 * field that is emptied is taken away.
 */
export function changeForm(schema: FormSchema, kept: readonly string[]): FormSchema {
  return { ...schema, required: (schema.required ?? []).filter((name) => !kept.includes(name)) };
}

/** The fields that differ from before, as the server wants them: `null` takes an optional one away. */
export function changedFields(schema: FormSchema, before: Values, after: Values): Values {
  return Object.fromEntries(
    propertiesOf(schema).flatMap(([name, field]) => {
      const value = after[name];
      if (field.sensitive) return value === undefined ? [] : [[name, value] as const];
      if (JSON.stringify(value) === JSON.stringify(before[name])) return [];
      return [[name, value === undefined ? null : value] as const];
    }),
  );
}
