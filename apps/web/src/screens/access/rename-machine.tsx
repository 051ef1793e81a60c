import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import type { Machine } from "./access.ts";
import { readAgain } from "./deed.ts";

/** Gives a machine another name; what it logs in with stays. */
export function RenameMachine({
  machine,
  onClose,
}: {
  readonly machine: Machine;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(machine.name);
  const rename = useMutation(
    trpc.identities.update.mutationOptions({
      onSuccess: async () => {
        await readAgain();
        onClose();
      },
    }),
  );
  return (
    <Modal opened onClose={onClose} title={`Rename ${machine.name}`} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ identityId: machine.id, name: name.trim() });
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            description="What it logs in with, and what it may, stays."
            required
            maxLength={64}
            data-autofocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          {rename.error && <FailureOf error={rename.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={rename.isPending}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
