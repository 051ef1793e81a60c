import { Button, Combobox, Loader, Text, TextInput, useCombobox } from "@mantine/core";
import { useState } from "react";
import { type FieldWidget, fieldProps, textOrNothing } from "./field-props.ts";
import type { Choice } from "./form-context.ts";
import { useChoices } from "./use-choices.ts";

/**
 * Searches what the target itself offers. What is not in its list can be typed all the same: a login may be allowed to
 * work with a thing without being allowed to list it.
 */
export function ChoicesWidget(props: FieldWidget) {
  const { formContext } = props.registry;
  const [search, setSearch] = useState("");
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const isOpen = combobox.dropdownOpened;
  const choices = useChoices(formContext.loadChoices, props.name, search, isOpen);
  const value = typeof props.value === "string" ? props.value : "";
  const chosen = choices.options.find((choice) => choice.value === value);
  const choose = (chosenValue: string) => {
    const choice = choices.options.find((one) => one.value === chosenValue);
    if (choice) formContext.fill({ ...choice.details, [props.name]: choice.value });
    setSearch("");
    combobox.closeDropdown();
  };
  const field = fieldProps(props);
  return (
    <Combobox store={combobox} onOptionSubmit={choose} withinPortal={false}>
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...field}
          role="combobox"
          placeholder={field.placeholder ?? "Search at the target"}
          value={value}
          onChange={({ currentTarget }) => {
            props.onChange(textOrNothing(currentTarget.value));
            setSearch(currentTarget.value);
            combobox.openDropdown();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => {
            combobox.closeDropdown();
            field.onBlur();
          }}
          rightSection={
            choices.state === "loading" ? (
              <Loader size="xs" role="img" aria-label="Asking the target" />
            ) : (
              <Combobox.Chevron />
            )
          }
          rightSectionPointerEvents="none"
          autoComplete="off"
        />
      </Combobox.Target>
      {chosen && chosen.label !== value && (
        <Text size="sm" c="dimmed">
          {chosen.label}
        </Text>
      )}
      <Combobox.Dropdown hidden={!isOpen}>
        <Combobox.Options mah={260} style={{ overflowY: "auto" }} aria-label="What the target offers">
          {choices.options.map((choice) => (
            <Combobox.Option key={choice.value} value={choice.value} active={choice.value === value}>
              <ChoiceLine choice={choice} />
            </Combobox.Option>
          ))}
          {choices.options.length === 0 && <Combobox.Empty>{emptyWords(choices, search)}</Combobox.Empty>}
        </Combobox.Options>
        {choices.next !== null && (
          <Combobox.Footer>
            <Button variant="subtle" size="xs" fullWidth onMouseDown={keepFocus} onClick={choices.more}>
              More of them
            </Button>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

function ChoiceLine({ choice: { label, value } }: { readonly choice: Choice }) {
  return (
    <>
      <Text size="sm">{label}</Text>
      {label !== value && (
        <Text size="xs" c="dimmed">
          {value}
        </Text>
      )}
    </>
  );
}

/** A button in the list does not close it. */
const keepFocus = (event: { preventDefault: () => void }): void => event.preventDefault();

function emptyWords({ state, refusal }: ReturnType<typeof useChoices>, search: string): string {
  if (state === "refused") return `${refusal ?? ""} You can type the value.`.trim();
  if (state !== "loaded") return "Asking the target…";
  return search === ""
    ? "The target offers nothing here; you can type the value."
    : `Nothing is called “${search}” there; what you typed is taken as it is.`;
}
