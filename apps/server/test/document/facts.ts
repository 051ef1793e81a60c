import type { Route } from "@turnbolt/http";
import { resolve } from "../support/document.ts";

type JsonSchema = ReturnType<Route["input"]>;

/** What a client relies on of one field. */
export interface Facts {
  readonly type: string;
  readonly format?: string;
  readonly required?: boolean;
  readonly nullable?: true;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: boolean;
}

/** The facts of a schema and of every field in it, by its path; the schema's own are under "". */
export function factsOf(schema: JsonSchema, path = "", required?: boolean): Record<string, Facts> {
  const {
    type,
    format,
    properties = {},
    required: needed = [],
    additionalProperties,
    ...rest
  } = resolve(schema);
  const types = type === undefined ? ["any"] : [type].flat();
  const own: Facts = {
    type: types.filter((one) => one !== "null").join("|"),
    ...(format !== undefined && { format }),
    ...(required !== undefined && { required }),
    ...(types.includes("null") && { nullable: true }),
    ...(rest.enum && { enum: rest.enum }),
    ...(typeof additionalProperties === "boolean" && { additionalProperties }),
  };
  const inner = Object.entries(properties).map(([name, one]) =>
    factsOf(one, path === "" ? name : `${path}.${name}`, needed.includes(name)),
  );
  return Object.assign({ [path]: own }, ...inner);
}
