import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import type { Place, Secret } from "./place.ts";
import classes from "./secrets.module.css";

export interface SecretFormProps {
  readonly place: Place;
  /** The one that is changed; a new one is made without. */
  readonly secret?: Secret;
  readonly onClose: () => void;
}

/** Makes an ordinary secret, or changes one. The value that there is is never filled in. */
export function SecretForm({ place, secret, onClose }: SecretFormProps) {
  const [name, setName] = useState(secret?.secretKey ?? "");
  const [value, setValue] = useState("");
  const [comment, setComment] = useState(secret?.secretComment ?? "");
  const { save, error, isPending } = useSave(place, secret, onClose);
  return (
    <Section title={secret ? `Change ${secret.secretKey}` : "New secret"}>
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          save({ name: name.trim(), value, comment });
        }}
      >
        <Stack className={classes.form}>
          <TextInput
            label="Name"
            required
            autoFocus
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Value"
            description={secret && "Left empty, the value stays as it is."}
            required={!secret}
            autosize
            minRows={1}
            maxRows={8}
            spellCheck={false}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <TextInput
            label="Comment"
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          {error && <FailureOf error={error} />}
          <Group>
            <Button type="submit" loading={isPending}>
              {secret ? "Save" : "Make the secret"}
            </Button>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}

interface Written {
  readonly name: string;
  readonly value: string;
  readonly comment: string;
}

function useSave({ path: secretPath, ...place }: Place, secret: Secret | undefined, onClose: () => void) {
  const queries = useQueryClient();
  const at = { ...place, secretPath };
  const { mutate, error, isPending } = useMutation({
    mutationFn: ({ name, value, comment }: Written) =>
      secret
        ? trpc.secrets.update.mutate({
            ...at,
            secretName: secret.secretKey,
            secretComment: comment,
            ...(name !== secret.secretKey && { newSecretName: name }),
            ...(value !== "" && { secretValue: value }),
          })
        : trpc.secrets.create.mutate({ ...at, secretName: name, secretValue: value, secretComment: comment }),
    onSuccess: async ({ secret: { secretKey, version } }) => {
      tell("good", `${secretKey} is saved, in version ${version}.`);
      await queries.invalidateQueries({ queryKey: ["secrets"] });
      await queries.invalidateQueries({ queryKey: trpc.folders.tree.queryKey() });
      onClose();
    },
  });
  return { save: mutate, error, isPending };
}
