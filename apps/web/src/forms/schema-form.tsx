import "@mantine/dates/styles.css";
import { Stack } from "@mantine/core";
import { withTheme } from "@rjsf/core";
import { Theme } from "@rjsf/mantine";
import type { RJSFSchema } from "@rjsf/utils";
import { type ReactNode, useMemo } from "react";
import { ChoicesWidget } from "./choices-widget.tsx";
import type { FormContext, LoadChoices } from "./form-context.ts";
import { firstFields, layoutOf } from "./form-layout.ts";
import type { FormSchema, Issue, Values } from "./json-form.ts";
import { ObjectTemplate } from "./object-template.tsx";
import { SelectWidget } from "./select-widget.tsx";
import { SwitchWidget } from "./switch-widget.tsx";
import { LineWidget, LongTextWidget, SecretTextWidget, SecretWidget } from "./text-widgets.tsx";
import { errorsAt, validator } from "./validator.ts";

export interface SchemaFormProps {
  /** Distinguishes the fields of two forms on one page. */
  readonly id: string;
  readonly schema: FormSchema;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  /** Called with values that fit the schema. */
  readonly onSubmit: (values: Values) => void;
  /** Fields that the target has choices for, and how to ask for them. */
  readonly choices?: readonly string[] | undefined;
  readonly loadChoices?: LoadChoices | undefined;
  /** What the server refused, at its fields. */
  readonly issues?: readonly Issue[] | undefined;
  /** Sensitive fields that are set already. */
  readonly kept?: readonly string[] | undefined;
  readonly isDisabled?: boolean | undefined;
  /** The buttons below the fields; one of them submits. */
  readonly children?: ReactNode;
}

/** A form drawn from a plugin's schema: no plugin needs a line of code here. */
export function SchemaForm(props: SchemaFormProps) {
  const { id, schema, values, onChange, onSubmit, choices, loadChoices, issues, kept, isDisabled, children } =
    props;
  const layout = useMemo(() => layoutOf(schema, loadChoices ? choices : []), [schema, choices, loadChoices]);
  const drawn = useMemo(() => withoutTitle(schema), [schema]);
  const errors = useMemo(() => errorsAt(issues ?? []), [issues]);
  const context: FormContext = {
    loadChoices,
    fill: (filled) => onChange({ ...values, ...onlyFields(schema, filled) }),
    kept: kept ?? [],
    first: firstFields(schema),
  };
  return (
    <MantineForm
      id={id}
      idPrefix={id}
      schema={drawn}
      uiSchema={layout}
      formData={values}
      formContext={context}
      validator={validator}
      extraErrors={errors}
      liveValidate="onBlur"
      disabled={isDisabled ?? false}
      noHtml5Validate
      showErrorList={false}
      focusOnFirstError
      experimental_defaultFormStateBehavior={{ emptyObjectFields: "skipDefaults" }}
      onChange={({ formData }) => onChange(formData ?? {})}
      onSubmit={({ formData }) => onSubmit(formData ?? {})}
    >
      <Stack mt="md">{children}</Stack>
    </MantineForm>
  );
}

const MantineForm = withTheme<Values, RJSFSchema, FormContext>({
  ...Theme,
  templates: {
    ...Theme.templates,
    BaseInputTemplate: LineWidget,
    ObjectFieldTemplate: ObjectTemplate,
  },
  widgets: {
    ...Theme.widgets,
    CheckboxWidget: SwitchWidget,
    SelectWidget,
    choices: ChoicesWidget,
    secret: SecretWidget,
    secretText: SecretTextWidget,
    longText: LongTextWidget,
  },
} as Parameters<typeof withTheme<Values, RJSFSchema, FormContext>>[0]); // the theme is typed for any values

/** The page has a heading already, and what is a default is in the values. */
function withoutTitle({ title: _title, description: _description, ...schema }: FormSchema): RJSFSchema {
  return schema as RJSFSchema; // the same schema, whose keywords rjsf types more narrowly
}

const onlyFields = ({ properties = {} }: FormSchema, values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(properties, name)));
