import type { AppOption } from "../../app/wire.ts";
import { startingValues } from "../../forms/defaults.ts";
import { type FormSchema, formSchema, type Issue, type Values } from "../../forms/json-form.ts";
import { placeIssues } from "../../forms/server-issues.ts";

/** A connection as it is being filled in. */
export interface ConnectionValues {
  readonly name: string;
  readonly method: string | null;
  readonly credentials: Values;
}

/** What an empty form begins with: the app's first way to log in, and its defaults. */
export const startingConnection = (app: AppOption, name = ""): ConnectionValues =>
  withMethod({ name, method: null, credentials: {} }, app, app.methods[0] ?? null);

/** Another way to log in: what both have stays. */
export function withMethod(
  values: ConnectionValues,
  app: AppOption,
  method: string | null,
): ConnectionValues {
  const schema = loginForm(app, method);
  const known = Object.entries(values.credentials).filter(([name]) => schema.properties?.[name]);
  return { ...values, method, credentials: { ...startingValues(schema), ...Object.fromEntries(known) } };
}

/** The form of one way to log in. */
export function loginForm({ credentials }: AppOption, method: string | null): FormSchema {
  const found = credentials.find((one) => one.method === method) ?? credentials[0];
  return formSchema(found?.schema ?? {});
}

export interface Refused {
  readonly name: string | null;
  readonly fields: readonly Issue[];
  /** What belongs to no field. */
  readonly rest: readonly Issue[];
}

/**
 * What the server refused of a connection, at its fields; what has been changed since it was sent is open again.
 */
export function refusedOf(
  issues: readonly Issue[],
  schema: FormSchema,
  sent: ConnectionValues | null,
  now: ConnectionValues,
): Refused {
  const { fields, rest } = placeIssues(issues, schema, ["credentials"]);
  const same = ([first]: Issue["path"]) =>
    sent?.credentials[String(first)] === now.credentials[String(first)];
  const named = rest.find(({ path }) => path[0] === "name");
  return {
    name: named && sent?.name === now.name ? named.message : null,
    fields: fields.filter(({ path }) => same(path)),
    rest: rest.filter((issue) => issue !== named),
  };
}
