import "@mantine/dates/styles.css";
import { Stack } from "@mantine/core";
import { withTheme } from "@rjsf/core";
import { Theme } from "@rjsf/mantine";
import type { RJSFSchema } from "@rjsf/utils";
import { useMemo, useState } from "react";
import { ChoicesWidget } from "./choices-widget.tsx";
import type { FormContext } from "./form-context.ts";
import { firstFields, layoutOf } from "./form-layout.ts";
import type { FormSchema, Values } from "./json-form.ts";
import { ErrorsTemplate, ObjectTemplate } from "./object-template.tsx";
import type { SchemaFormProps } from "./schema-form.tsx";
import { SelectWidget } from "./select-widget.tsx";
import { SwitchWidget } from "./switch-widget.tsx";
import { LineWidget, LongTextWidget, SecretTextWidget, SecretWidget } from "./text-widgets.tsx";
import { errorsAt, validator } from "./validator.ts";

/** The form itself, with the library that draws it. */
export default function SchemaFormView(props: SchemaFormProps) {
  const { id, schema, values, onChange, onSubmit, choices, loadChoices, issues, kept, children } = props;
  const layout = useMemo(() => layoutOf(schema, loadChoices ? choices : []), [schema, choices, loadChoices]);
  const drawn = useMemo(() => withoutTitle(schema), [schema]);
  const errors = useMemo(() => errorsAt(issues ?? []), [issues]);
  const [isTried, setTried] = useState(false);
  const context: FormContext = {
    loadChoices,
    fill: (filled) => onChange({ ...values, ...onlyFields(schema, filled) }),
    kept: kept ?? [],
    first: [...firstFields(schema), ...(kept ?? [])],
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
      // Nobody is told off for a field that they have not come to; what was wrong once is looked at as it changes.
      liveValidate={isTried ? "onChange" : false}
      onError={() => setTried(true)}
      disabled={props.isDisabled ?? false}
      tagName={props.isPart ? "div" : "form"}
      noHtml5Validate
      showErrorList={false}
      focusOnFirstError
      experimental_defaultFormStateBehavior={{ emptyObjectFields: "skipDefaults" }}
      onChange={({ formData }) => onChange(formData ?? {})}
      onSubmit={({ formData }) => onSubmit(formData ?? {})}
    >
      {children ? <Stack mt="md">{children}</Stack> : <span />}
    </MantineForm>
  );
}

const MantineForm = withTheme<Values, RJSFSchema, FormContext>({
  ...Theme,
  templates: {
    ...Theme.templates,
    BaseInputTemplate: LineWidget,
    FieldErrorTemplate: ErrorsTemplate,
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
