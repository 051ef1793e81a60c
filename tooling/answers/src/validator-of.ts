import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A validator that knows the document as `api`, so that `api#/…` names each part of it. */
export function validatorOf(document: object): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: "api" } as AnySchemaObject);
  return ajv;
}

/** Says whether a value fits one of the document's schemas. */
export function schemaCheck(document: object): (schema: object, value: unknown) => boolean {
  const ajv = validatorOf(document);
  const known = new WeakMap<object, ValidateFunction>();
  return (schema, value) => {
    const validate = known.get(schema) ?? ajv.compile(schema);
    known.set(schema, validate);
    return validate(value);
  };
}
