import * as z from "zod";

type Form = Record<string, unknown>;
type Says = (issue: object) => string | { readonly message: string } | null | undefined;

/**
 * JSON Schema of what a client sends; a check that JSON Schema cannot say is left to the server. `patternMessage` is
 * what the plugin says of a text that does not fit its pattern.
 */
export const formOf = (schema: z.ZodType): Form => {
  const {
    $schema: _dialect,
    "~standard": _standard,
    ...form
  } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      const message = patternMessageOf(zodSchema);
      if (message !== null) jsonSchema.patternMessage = message;
    },
  });
  return form;
};

/** The words that go with a pattern; several patterns with words of their own have none in common. */
function patternMessageOf(schema: z.core.$ZodType): string | null {
  if (!(schema instanceof z.ZodString)) return null;
  const messages = (schema.def.checks ?? []).flatMap(({ _zod: { def } }) => {
    if (def.check !== "string_format" || !def.error) return [];
    const said = (def.error as Says)({ code: "invalid_format", input: "" }); // each format has its own type of issue
    const words = typeof said === "string" ? said : said?.message;
    return words ? [words] : [];
  });
  const [message, ...others] = new Set(messages);
  return message !== undefined && others.length === 0 ? message : null;
}
