import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import type { Place } from "./place.ts";

/** Makes a folder in the one that is open. */
export function NewFolder({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation(
    trpc.folders.create.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.folders.tree.queryKey() });
        onClose();
      },
    }),
  );
  return (
    <Section title="New folder">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ ...place, name: name.trim() });
        }}
      >
        <Group align="flex-end">
          <TextInput
            label="Name"
            required
            autoFocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={create.isPending}>
            Make the folder
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </form>
      {create.error && <FailureOf error={create.error} />}
    </Section>
  );
}
