/** A schema as the server sends it for a form; `sensitive` and `patternMessage` are ours. */
export interface FormSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly FormSchema[];
  /** Never comes back, never kept by a browser. */
  readonly sensitive?: boolean;
  /** What the plugin says of a text that its pattern refuses. */
  readonly patternMessage?: string;
  readonly [keyword: string]: unknown;
}

export type Values = Readonly<Record<string, unknown>>;

/** One thing that is wrong, and with which field. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export const propertiesOf = ({ properties = {} }: FormSchema): readonly (readonly [string, FormSchema])[] =>
  Object.entries(properties);

export const isRequired = ({ required = [] }: FormSchema, name: string): boolean => required.includes(name);

/** A schema that came over the wire as JSON. */
export const formSchema = (schema: Values): FormSchema => schema;

export const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
