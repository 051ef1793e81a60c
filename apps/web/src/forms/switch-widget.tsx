import { Checkbox } from "@mantine/core";
import { type FieldWidget, fieldProps } from "./field-props.ts";

/** Yes or no. */
export function SwitchWidget(props: FieldWidget) {
  const { placeholder: _placeholder, required: _required, ...field } = fieldProps(props);
  return (
    <Checkbox
      {...field}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
    />
  );
}
