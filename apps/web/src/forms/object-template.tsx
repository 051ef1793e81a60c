import { Stack, Text } from "@mantine/core";
import { errorId, type FieldErrorProps, type ObjectFieldTemplateProps, type RJSFSchema } from "@rjsf/utils";
import { useEffect, useState } from "react";
import type { FormContext } from "./form-context.ts";
import classes from "./forms.module.css";
import type { Values } from "./json-form.ts";

type Props = ObjectFieldTemplateProps<Values, RJSFSchema, FormContext>;

/** The fields of an object; of a whole form, those that can be left out are folded away until one of them is wrong. */
export function ObjectTemplate({
  properties,
  registry,
  title,
  description,
  fieldPathId,
  errorSchema,
  formData,
}: Props) {
  const shown = properties.filter(({ hidden }) => !hidden);
  const isWhole = fieldPathId.path.length === 0;
  if (!isWhole) {
    return (
      <fieldset className={classes.group}>
        {title && <legend>{title}</legend>}
        {description && <Text size="sm">{description}</Text>}
        <Stack gap="sm">{shown.map(({ content }) => content)}</Stack>
      </fieldset>
    );
  }
  const { first } = registry.formContext;
  const more = shown.filter(({ name }) => !first.includes(name));
  const wrong = more.some(({ name }) => errorSchema?.[name] !== undefined);
  const used = more.filter(({ name }) => formData?.[name] !== undefined).length;
  return (
    <Stack gap="md">
      {shown.filter(({ name }) => first.includes(name)).map(({ content }) => content)}
      {more.length > 0 && (
        <More count={more.length} used={used} isWrong={wrong}>
          {more.map(({ content }) => content)}
        </More>
      )}
    </Stack>
  );
}

/** A field says itself what is wrong with it; what is wrong with a group as a whole is said here. */
export function ErrorsTemplate({
  errors = [],
  schema,
  fieldPathId,
}: FieldErrorProps<Values, RJSFSchema, FormContext>) {
  if (errors.length === 0 || (schema.type !== "object" && schema.type !== "array")) return null;
  return (
    <Text id={errorId(fieldPathId)} size="sm" className={classes.wrong} role="alert">
      {errors.join(" ")}
    </Text>
  );
}

interface MoreProps {
  readonly count: number;
  readonly used: number;
  readonly isWrong: boolean;
  readonly children: React.ReactNode;
}

function More({ count, used, isWrong, children }: MoreProps) {
  const [isOpen, setOpen] = useState(used > 0 || isWrong);
  useEffect(() => {
    if (isWrong) setOpen(true);
  }, [isWrong]);
  return (
    <details
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className={classes.more}
    >
      <summary>
        More settings ({count}
        {used > 0 ? `, ${used} set` : ""})
      </summary>
      <Stack gap="md" mt="sm">
        {children}
      </Stack>
    </details>
  );
}
