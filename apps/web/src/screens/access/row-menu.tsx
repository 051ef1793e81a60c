import { ActionIcon, Menu } from "@mantine/core";
import { EllipsisVertical } from "lucide-react";

export interface RowDeed {
  readonly label: string;
  readonly act: () => void;
}

/** What can be done with one row; nothing at all for who may do none of it. */
export function RowMenu({ about, deeds }: { readonly about: string; readonly deeds: readonly RowDeed[] }) {
  if (deeds.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${about}`}>
          <EllipsisVertical size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {deeds.map(({ label, act }) => (
          <Menu.Item key={label} onClick={act}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
