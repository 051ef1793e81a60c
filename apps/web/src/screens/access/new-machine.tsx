import { Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Role } from "@turnbolt/api";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { FormEnd } from "../../parts/form-end.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import classes from "./access.module.css";
import { readAgain } from "./deed.ts";
import { lifeChoices } from "./machine-words.ts";
import { RolePicker } from "./role-picker.tsx";

export interface NewMachineProps {
  readonly onMade: (identityId: string) => void;
  readonly onClose: () => void;
}

interface Asked {
  readonly name: string;
  /** Seconds. */
  readonly life: number;
  readonly projectId: string | null;
  readonly role: Role;
}

const HOUR = 3_600;

/** Makes a machine identity that can log in, with a role in a project where one is chosen. */
export function NewMachine({ onMade, onClose }: NewMachineProps) {
  const projects =
    useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 })).data?.projects ?? [];
  const [asked, setAsked] = useState<Asked>({ name: "", life: HOUR, projectId: null, role: "viewer" });
  const put = (change: Partial<Asked>) => setAsked((before) => ({ ...before, ...change }));
  const make = useMutation({
    mutationFn: () => makeMachine(asked),
    onSuccess: async (identityId) => {
      await readAgain();
      onMade(identityId);
    },
  });
  return (
    <Section
      title="New machine"
      about="One for each program, so that the audit says which of them did something, and one can be shut out without the others."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack className={classes.form}>
          <TextInput
            label="Name"
            required
            autoFocus
            maxLength={64}
            autoComplete="off"
            value={asked.name}
            onChange={({ currentTarget }) => put({ name: currentTarget.value })}
          />
          <Select
            label="A token works for"
            description="A token that leaks is good for so long. The program logs in again by itself."
            allowDeselect={false}
            data={lifeChoices()}
            value={String(asked.life)}
            onChange={(life) => put({ life: Number(life) })}
          />
          <Select
            label="Project"
            placeholder="None yet"
            clearable
            searchable
            data={projects.map(({ id, name }) => ({ value: id, label: name }))}
            value={asked.projectId}
            onChange={(projectId) => put({ projectId })}
          />
          {asked.projectId && <RolePicker role={asked.role} onChange={(role) => put({ role })} />}
          <FormEnd action="Make the machine" isBusy={make.isPending} error={make.error} onCancel={onClose} />
        </Stack>
      </form>
    </Section>
  );
}

/** What fails after the identity is there is told, and done from its own page. */
async function makeMachine({ name, life, projectId, role }: Asked): Promise<string> {
  const { identity } = await trpc.identities.create.mutate({ name: name.trim() });
  const identityId = identity.id;
  try {
    await trpc.universalAuth.create.mutate({ identityId, accessTokenTTL: life, accessTokenMaxTTL: life });
    if (projectId) await trpc.identityMemberships.create.mutate({ projectId, identityId, role });
    tell("good", `${identity.name} is made. Give it a client secret to log in with.`);
  } catch (error) {
    tell("bad", `${identity.name} is made, but not all of it: ${wordsOf(error)}`);
  }
  return identityId;
}
