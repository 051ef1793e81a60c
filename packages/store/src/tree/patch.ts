/** A change: what is not named stays as it is. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined };

type Data = Readonly<Record<string, string | number | boolean | null>>;

/** What a change names, for the audit. */
export const named = (change: Readonly<Record<string, Data[string] | undefined>>): Data =>
  // The filter takes out what the type lets through.
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Data;
