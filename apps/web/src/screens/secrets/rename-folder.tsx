import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import type { Folder } from "./place.ts";

/** Gives a folder another name. */
export function RenameFolder({ folder, onClose }: { readonly folder: Folder; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(folder.name);
  const rename = useMutation(
    trpc.folders.update.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.folders.tree.queryKey() });
        onClose();
      },
    }),
  );
  return (
    <Modal opened onClose={onClose} title={`Rename ${folder.path}`} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ folderId: folder.id, name: name.trim() });
        }}
      >
        <Stack>
          <p>Whoever reads secrets below it by their path has to use the new one.</p>
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
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
