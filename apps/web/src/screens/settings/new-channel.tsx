import { SegmentedControl, Select, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { tell } from "../../parts/notice.ts";
import type { Once } from "../../parts/shown-once.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { ChannelForm } from "./channel-form.tsx";
import { createOf, KINDS, type Kind, startingChannel } from "./channel-values.ts";
import { signingSecretOf } from "./signing-secret.ts";

export interface NewChannelProps {
  readonly projects: readonly Project[];
  readonly onSecret: (once: Once) => void;
  readonly onClose: () => void;
}

const EVERYWHERE = "everywhere";

/** Makes a channel, in a project or for the whole installation, as far as one may. */
export function NewChannel({ projects, onSecret, onClose }: NewChannelProps) {
  const { may } = useSession();
  const queries = useQueryClient();
  const [, filter] = useFilters();
  const owners = [
    ...(may("create", "notifications", null) ? [{ value: EVERYWHERE, label: "The whole installation" }] : []),
    ...projects
      .filter(({ id }) => may("create", "notifications", id))
      .map(({ id, name }) => ({ value: id, label: `Project ${name}` })),
  ];
  const [values, setValues] = useState(() => startingChannel(idOf(owners[0]?.value)));
  const create = useMutation(
    trpc.channels.create.mutationOptions({
      // What is secret in it would else stay in memory with the mutation.
      gcTime: 0,
      onSuccess: async ({ channel: { id, name }, signingSecret }) => {
        if (signingSecret !== null) onSecret(signingSecretOf(name, signingSecret));
        tell("good", `${name} is made. Send it a test.`);
        filter({ make: undefined, channel: id });
        await queries.invalidateQueries({ queryKey: trpc.channels.list.queryKey() });
      },
    }),
  );
  return (
    <ChannelForm
      values={values}
      onChange={setValues}
      onSubmit={() => create.mutate(createOf(values))}
      onClose={onClose}
      error={create.error}
      isPending={create.isPending}
      submitLabel="Make the channel"
      projects={projects}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Kind"
          data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
          value={values.kind}
          onChange={(kind) => setValues({ ...values, kind: kind as Kind })} // one of `KINDS`
        />
        <Select
          label="Told of"
          description="The rotations of one project, or of all."
          allowDeselect={false}
          searchable
          data={owners}
          value={values.projectId ?? EVERYWHERE}
          onChange={(owner) => setValues({ ...values, projectId: idOf(owner), environments: [] })}
        />
      </Stack>
    </ChannelForm>
  );
}

const idOf = (owner: string | null | undefined): string | null =>
  owner === undefined || owner === null || owner === EVERYWHERE ? null : owner;
