import { Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Role } from "@turnbolt/api";
import { factsOf } from "@turnbolt/client";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { FormEnd } from "../../parts/form-end.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import classes from "./access.module.css";
import { readAgain } from "./deed.ts";
import { invitationOnce } from "./invitation-words.ts";
import { RolePicker } from "./role-picker.tsx";

export interface AddPersonProps {
  readonly project: Project;
  readonly onInvited: (once: Once) => void;
  readonly onClose: () => void;
}

/** Brings somebody into a project by their address: who is here gets the role, who is not gets an invitation. */
export function AddPerson({ project, onInvited, onClose }: AddPersonProps) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const add = useMutation({
    mutationFn: () => bringIn(project, email.trim(), role),
    gcTime: 0, // its answer may have a link
    onSuccess: async (once) => {
      if (once) onInvited(once);
      onClose();
      await readAgain();
    },
  });
  return (
    <Section
      title={`Add somebody to ${project.name}`}
      about="Who is here already has the role at once. Who is not is invited, and has it when they have come in."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Stack className={classes.form}>
          <TextInput
            label="E-mail address"
            type="email"
            required
            autoFocus
            autoComplete="off"
            value={email}
            onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          />
          <RolePicker role={role} onChange={setRole} />
          <FormEnd action="Add" isBusy={add.isPending} error={add.error} onCancel={onClose} />
        </Stack>
      </form>
    </Section>
  );
}

async function bringIn({ id: projectId, name }: Project, email: string, role: Role): Promise<Once | null> {
  try {
    const { member } = await trpc.members.add.mutate({ projectId, email, role });
    tell("good", `${member.name} is ${role} of ${name} now.`);
    return null;
  } catch (error) {
    if (factsOf(error)?.httpStatus !== 404) throw error;
    const invitation = { email, isAdmin: false, projects: [{ projectId, role }] };
    return invitationOnce(await trpc.invitations.create.mutate(invitation));
  }
}
