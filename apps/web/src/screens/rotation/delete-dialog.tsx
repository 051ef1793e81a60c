import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { RunLink } from "../../parts/run-link.tsx";
import { effectOfDeleting } from "./effects.ts";
import type { Rotation, State } from "./rotation.ts";

export interface DeleteDialogProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly close: () => void;
}

/** Asks what is to become of credentials and secrets, says what that does, and deletes. */
export default function DeleteDialog({ rotation, state, close }: DeleteDialogProps) {
  const [revokes, setRevokes] = useState(false);
  const [deletesSecrets, setDeletesSecrets] = useState(false);
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const { isPending, error, remove } = useRemoval(async ({ runId }) => {
    close();
    if (runId) {
      tell(
        "good",
        <>
          {rotation.name} goes once its credentials are revoked: <RunLink id={runId}>open the run</RunLink>
        </>,
      );
      await navigate({ to: "/runs/$id", params: { id: runId } });
      return;
    }
    tell("good", `${rotation.name} is deleted.`);
    await navigate({ to: "/rotations" });
  });
  const names = Object.values(rotation.secretsMapping);
  return (
    <Modal
      opened
      onClose={close}
      title={`Delete ${rotation.name}?`}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          remove({
            rotationId: rotation.id,
            revokeGeneratedCredentials: revokes,
            deleteSecrets: deletesSecrets,
            wait: false,
          });
        }}
      >
        <Stack gap="sm">
          <Checkbox
            label="Revoke its credentials at the target"
            checked={revokes}
            onChange={(event) => setRevokes(event.currentTarget.checked)}
          />
          <Checkbox
            label="Delete its secrets"
            checked={deletesSecrets}
            onChange={(event) => setDeletesSecrets(event.currentTarget.checked)}
          />
          <ul aria-label="What this does" aria-live="polite">
            {effectOfDeleting(state, names, { revokes, deletesSecrets }).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <TextInput
            label={`Type ${rotation.name} to go on`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
          {error !== null && <FailureOf error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" color="red" loading={isPending} disabled={typed.trim() !== rotation.name}>
              Delete
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

type Removal = Parameters<typeof trpc.rotations.delete.mutate>[0];
type Removed = Awaited<ReturnType<typeof trpc.rotations.delete.mutate>>;

function useRemoval(done: (removed: Removed) => Promise<void>) {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const remove = (removal: Removal) => {
    setPending(true);
    setError(null);
    trpc.rotations.delete
      .mutate(removal)
      .then(done)
      .catch(setError)
      .finally(() => setPending(false));
  };
  return { isPending, error, remove };
}
