import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./access.module.css";

export interface ListTableProps {
  /** What it lists, for those who listen. */
  readonly label: string;
  readonly columns: readonly string[];
  /** Rows. */
  readonly children: ReactNode;
  /** Whether a last column has buttons. */
  readonly hasActions?: boolean;
}

/** A table that scrolls by itself where the screen is narrow. */
export function ListTable({ label, columns, children, hasActions = true }: ListTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <Table data-actions={hasActions || undefined}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
            {hasActions && (
              <Table.Th>
                <span hidden>Actions</span>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </section>
  );
}
