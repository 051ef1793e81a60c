import { Select } from "@mantine/core";
import { type FieldWidget, fieldProps } from "./field-props.ts";

/** One of a few values that the schema names. */
export function SelectWidget(props: FieldWidget) {
  const { enumOptions = [] } = props.options;
  const chosen = enumOptions.findIndex(({ value }) => value === props.value);
  return (
    <Select
      {...fieldProps(props)}
      data={enumOptions.map(({ label }, index) => ({ value: String(index), label: String(label) }))}
      value={chosen === -1 ? null : String(chosen)}
      onChange={(index) => props.onChange(index === null ? undefined : enumOptions[Number(index)]?.value)}
      allowDeselect={!props.required}
    />
  );
}
