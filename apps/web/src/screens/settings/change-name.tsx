import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";

/** How somebody is called here. */
export function ChangeName() {
  const { me } = useSession();
  const queries = useQueryClient();
  const [name, setName] = useState(me.name);
  const rename = useMutation(
    trpc.me.rename.mutationOptions({
      onSuccess: async (renamed) => {
        tell("good", `You are called ${renamed.name} from now on.`);
        await queries.invalidateQueries({ queryKey: trpc.me.get.queryKey() });
      },
    }),
  );
  return (
    <Section title="Name" about={me.email && `You sign in as ${me.email}.`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ name: name.trim() });
        }}
      >
        <Group align="flex-end">
          <TextInput
            label="Name"
            required
            maxLength={128}
            autoComplete="name"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            loading={rename.isPending}
            disabled={name.trim() === me.name || name.trim() === ""}
          >
            Save the name
          </Button>
        </Group>
      </form>
      {rename.error && <FailureOf error={rename.error} />}
    </Section>
  );
}
