import { NumberInput, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { type FieldWidget, fieldProps, textOrNothing } from "./field-props.ts";
import classes from "./forms.module.css";

/** A line of text, or a number. */
export function LineWidget(props: FieldWidget) {
  const { type } = props.schema;
  if (type === "integer" || type === "number") return <NumberWidget {...props} />;
  return (
    <TextInput
      {...fieldProps(props)}
      value={textOf(props.value)}
      onChange={({ currentTarget }) => props.onChange(textOrNothing(currentTarget.value))}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function NumberWidget(props: FieldWidget) {
  const { minimum, maximum, type } = props.schema;
  return (
    <NumberInput
      {...fieldProps(props)}
      value={typeof props.value === "number" ? props.value : ""}
      onChange={(value) => props.onChange(value === "" ? undefined : value)}
      allowDecimal={type === "number"}
      // What is out of bounds is said beside the field, not changed behind somebody's back.
      clampBehavior="none"
      {...(minimum !== undefined && { min: minimum })}
      {...(maximum !== undefined && { max: maximum })}
      className={classes.number}
    />
  );
}

/** Text with lines, such as a certificate. */
export function LongTextWidget(props: FieldWidget) {
  return (
    <Textarea
      {...fieldProps(props)}
      value={textOf(props.value)}
      onChange={({ currentTarget }) => props.onChange(textOrNothing(currentTarget.value))}
      rows={4}
      spellCheck={false}
      classNames={{ input: classes.code ?? "" }}
    />
  );
}

/** A sensitive line: never filled in by us, never offered to the browser's store. */
export function SecretWidget(props: FieldWidget) {
  return (
    <PasswordInput
      {...fieldProps(props)}
      {...keptPlaceholder(props)}
      value={textOf(props.value)}
      onChange={({ currentTarget }) => props.onChange(textOrNothing(currentTarget.value))}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ "aria-label": `Show ${props.label}` }}
    />
  );
}

/** A sensitive text with lines, such as a private key: a field of one line would lose them. */
export function SecretTextWidget(props: FieldWidget) {
  return (
    <Textarea
      {...fieldProps(props)}
      {...keptPlaceholder(props)}
      value={textOf(props.value)}
      onChange={({ currentTarget }) => props.onChange(textOrNothing(currentTarget.value))}
      rows={4}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: `${classes.code} ${classes.masked}` }}
    />
  );
}

const keptPlaceholder = ({ name, registry }: FieldWidget) =>
  registry.formContext.kept.includes(name) ? { placeholder: "Kept as it is; type to replace it" } : {};

const textOf = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
