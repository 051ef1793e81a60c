import { Select } from "@mantine/core";
import type { Role } from "@turnbolt/api";
import { ROLE_CHOICES, ROLE_WORDS, ROLES } from "./role-words.ts";

export interface RolePickerProps {
  readonly role: Role;
  readonly onChange: (role: Role) => void;
}

/** Chooses a role; each says what it is for. */
export const RolePicker = ({ role, onChange }: RolePickerProps) => (
  <Select
    label="Role"
    maxDropdownHeight={360}
    comboboxProps={{ width: 280, position: "bottom-start" }}
    allowDeselect={false}
    data={ROLE_CHOICES}
    value={role}
    onChange={(text) => {
      const next = ROLES.find((one) => one === text);
      if (next) onChange(next);
    }}
    renderOption={({ option: { value } }) => (
      <span>
        <strong>{value}</strong>
        <br />
        {ROLES.filter((one) => one === value).map((one) => ROLE_WORDS[one])}
      </span>
    )}
  />
);
