import * as z from "zod";

/** A second way to read the choices of a parameter: in a list and under names that clients know from elsewhere. */
export interface ChoicesAs {
  /** Last part of its path and name of its list, a word of the target such as `clients`. */
  readonly list: string;
  /** For each name of an item, where its value comes from: `value`, `label`, or a name of the option's `details`. */
  readonly item: Readonly<Record<string, string>>;
}

/**
 * Offers the choices of a parameter a second time, at `…/{connectionId}/<list>`.
 *
 * @example
 * clientId: choicesAs({ list: "clients", item: { id: "value", name: "label" } }, z.string())
 */
export const choicesAs = <S extends z.ZodType>(as: ChoicesAs, schema: S): S =>
  schema.meta({ ...schema.meta(), choicesAs: as });

/** What `choicesAs` said of a parameter's schema, or `null`. */
export function choicesAsOf(schema: z.core.$ZodType): ChoicesAs | null {
  if (!(schema instanceof z.ZodType)) return null;
  const { choicesAs } = schema.meta() ?? {};
  if (choicesAs !== undefined) return choicesAs as ChoicesAs; // `choicesAs()` alone writes it
  return "unwrap" in schema && typeof schema.unwrap === "function" ? choicesAsOf(schema.unwrap()) : null;
}
