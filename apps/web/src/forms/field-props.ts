import type { RJSFSchema, WidgetProps } from "@rjsf/utils";
import type { FormContext } from "./form-context.ts";
import type { Values } from "./json-form.ts";

export type FieldWidget = WidgetProps<Values, RJSFSchema, FormContext>;

/** What every input of a form has: its label, its help, and what is wrong, all of them tied to it for screen readers. */
export function fieldProps(props: FieldWidget) {
  const {
    id,
    htmlName,
    label,
    hideLabel,
    required,
    disabled,
    readonly,
    rawErrors = [],
    options,
    schema,
  } = props;
  return {
    id,
    name: htmlName ?? id,
    label: hideLabel ? undefined : label,
    "aria-label": hideLabel ? label : undefined,
    description: options.description ?? schema.description,
    placeholder: props.placeholder,
    required: required ?? false,
    disabled: Boolean(disabled || readonly),
    error: rawErrors.length > 0 ? rawErrors.join(" ") : undefined,
    onBlur: () => props.onBlur(id, props.value),
  };
}

/** A text, or nothing when it is empty: an empty text is no value. */
export const textOrNothing = (text: string): string | undefined => (text === "" ? undefined : text);
