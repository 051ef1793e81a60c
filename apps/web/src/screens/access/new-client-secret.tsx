import { NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FormEnd } from "../../parts/form-end.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import classes from "./access.module.css";
import type { Machine } from "./access.ts";
import { readAgain } from "./deed.ts";
import { lifeChoices } from "./machine-words.ts";

export interface NewClientSecretProps {
  readonly machine: Machine;
  readonly onMade: (once: Once) => void;
  readonly onClose: () => void;
}

const FOR_EVER = "0";

/** Makes a client secret; it is in one answer alone, which is shown once and kept nowhere. */
export function NewClientSecret({ machine, onMade, onClose }: NewClientSecretProps) {
  const identityId = machine.id;
  const queries = useQueryClient();
  const [description, setDescription] = useState("");
  const [ttl, setTtl] = useState(FOR_EVER);
  const [most, setMost] = useState<string | number>("");
  const make = useMutation({
    mutationFn: async () => {
      const numUsesLimit = Number(most) || 0;
      const asked = { identityId, description: description.trim(), ttl: Number(ttl), numUsesLimit };
      const { clientSecret } = await trpc.clientSecrets.create.mutate(asked);
      const login = await queries.fetchQuery(trpc.universalAuth.get.queryOptions({ identityId }));
      return { clientSecret, clientId: login.identityUniversalAuth.clientId };
    },
    gcTime: 0, // its answer has the secret
    onSuccess: async (made) => {
      onMade(secretOnce(machine.name, made));
      onClose();
      await readAgain();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Stack className={classes.form}>
        <TextInput
          label="What it is for"
          placeholder="the build"
          autoFocus
          maxLength={256}
          autoComplete="off"
          value={description}
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        <Select
          label="It works for"
          allowDeselect={false}
          data={[{ value: FOR_EVER, label: "until it is revoked" }, ...lifeChoices(90 * 86_400)]}
          value={ttl}
          onChange={(value) => setTtl(value ?? FOR_EVER)}
        />
        <NumberInput
          label="Logins that it is good for"
          placeholder="any number"
          min={1}
          max={1_000_000_000}
          allowDecimal={false}
          value={most}
          onChange={setMost}
        />
        <FormEnd
          action="Make the client secret"
          isBusy={make.isPending}
          error={make.error}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}

const secretOnce = (
  name: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Once => ({
  title: `A client secret of ${name}`,
  about:
    "It is shown this once: only a digest of it is kept. Put it where the program reads it, and nowhere else. Lost, another one is made.",
  parts: [
    { label: "Client id", value: clientId },
    { label: "Client secret", value: clientSecret },
  ],
});
