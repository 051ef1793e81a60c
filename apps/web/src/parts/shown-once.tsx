import { Button, Code, Group, Modal, Stack } from "@mantine/core";
import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { copy } from "./copy.ts";
import classes from "./shown-once.module.css";

/** Something that the server tells in one answer alone. */
export interface Once {
  readonly title: string;
  readonly about: ReactNode;
  readonly parts: readonly { readonly label: string; readonly value: string }[];
}

export interface ShownOnceProps {
  readonly once: Once;
  readonly onClose: () => void;
}

/** Shows what is shown this once. It is nowhere in the page any more when it is closed, and a click beside it closes nothing. */
export function ShownOnce({ once: { title, about, parts }, onClose }: ShownOnceProps) {
  return (
    <Modal opened onClose={onClose} title={title} size="lg" centered closeOnClickOutside={false}>
      <Stack>
        <div>{about}</div>
        {parts.map(({ label, value }) => (
          <div key={label} className={classes.part}>
            <span className={classes.label}>{label}</span>
            <Code block className={classes.value} aria-label={label}>
              {value}
            </Code>
            <Button
              variant="default"
              size="xs"
              leftSection={<Copy size={14} aria-hidden />}
              onClick={() => void copy(value, `${label}: copied.`)}
            >
              Copy the {label.toLowerCase()}
            </Button>
          </div>
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose}>I have kept it</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
