import { Table } from "@mantine/core";
import { useState } from "react";
import type { Place, Secret } from "./place.ts";
import { SecretForm } from "./secret-form.tsx";
import { SecretRow } from "./secret-row.tsx";
import { SecretVersions } from "./secret-versions.tsx";
import classes from "./secrets.module.css";

export interface SecretTableProps {
  readonly place: Place;
  readonly secrets: readonly Secret[];
}

const COLUMNS = ["Name", "Value", "Version", "Written by", "Changed"];

/** The secrets of a folder, their values masked. */
export function SecretTable({ place, secrets }: SecretTableProps) {
  const [open, setOpen] = useState<{ readonly id: string; readonly what: "versions" | "change" } | null>(
    null,
  );
  const secret = secrets.find(({ id }) => id === open?.id);
  const close = () => setOpen(null);
  return (
    <>
      {secret && open?.what === "change" && (
        <SecretForm key={secret.id} place={place} secret={secret} onClose={close} />
      )}
      {secret && open?.what === "versions" && (
        <SecretVersions key={secret.id} place={place} secret={secret} onClose={close} />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section className={classes.scroll} aria-label="Secrets" tabIndex={0}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map((column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ))}
              <Table.Th>
                <span hidden>Actions</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {secrets.map((one) => (
              <SecretRow
                key={one.id}
                place={place}
                secret={one}
                onOpen={(what) => setOpen({ id: one.id, what })}
              />
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </>
  );
}
