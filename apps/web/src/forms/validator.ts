import {
  type ErrorSchema,
  ErrorSchemaBuilder,
  type RJSFSchema,
  toErrorList,
  type ValidatorType,
} from "@rjsf/utils";
import { issuesOf } from "./form-issues.ts";
import type { FormSchema, Issue, Values } from "./json-form.ts";

/** Checks forms without compiling any code, which the policy of our pages forbids. */
export const validator: ValidatorType<Values, RJSFSchema> = {
  validateFormData(values, schema) {
    const errorSchema = errorsAt(issuesOf(ours(schema), values));
    return { errors: toErrorList(errorSchema), errorSchema };
  },
  isValid: (schema, values) => issuesOf(ours(schema), values).length === 0,
  rawValidation: (schema, values) => ({ errors: issuesOf(ours(schema), values) as never[] }),
};

/** Issues as the form wants them: at their fields. */
export function errorsAt(issues: readonly Issue[]): ErrorSchema<Values> {
  const builder = new ErrorSchemaBuilder<Values>();
  for (const { path, message } of issues) builder.addErrors(message, [...path]);
  return builder.ErrorSchema;
}

/** The schema is the one that the form was given; rjsf types the examples of one differently. */
const ours = (schema: RJSFSchema): FormSchema => schema as unknown as FormSchema;
