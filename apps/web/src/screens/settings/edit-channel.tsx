import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { tell } from "../../parts/notice.ts";
import { ChannelForm } from "./channel-form.tsx";
import { type Channel, updateOf, valuesOf } from "./channel-values.ts";

export interface EditChannelProps {
  readonly channel: Channel;
  readonly projects: readonly Project[];
  readonly onClose: () => void;
}

/** Changes a channel. What is secret is never filled in, and stays where it is left empty. */
export function EditChannel({ channel, projects, onClose }: EditChannelProps) {
  const queries = useQueryClient();
  const [values, setValues] = useState(() => valuesOf(channel));
  const update = useMutation(
    trpc.channels.update.mutationOptions({
      // What is secret in it would else stay in memory with the mutation.
      gcTime: 0,
      onSuccess: async ({ channel: { name } }) => {
        tell("good", `${name} is changed.`);
        await queries.invalidateQueries({ queryKey: ["channels"] });
        onClose();
      },
    }),
  );
  return (
    <ChannelForm
      values={values}
      onChange={setValues}
      onSubmit={() => update.mutate(updateOf(channel, values))}
      onClose={onClose}
      error={update.error}
      isPending={update.isPending}
      submitLabel="Save"
      projects={projects}
      isKept
    />
  );
}
