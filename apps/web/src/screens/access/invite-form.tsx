import { ActionIcon, Button, Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Role } from "@turnbolt/api";
import { X } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FormEnd } from "../../parts/form-end.tsx";
import { Section } from "../../parts/section.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import classes from "./access.module.css";
import { readAgain } from "./deed.ts";
import { invitationOnce } from "./invitation-words.ts";
import { RolePicker } from "./role-picker.tsx";

export interface InviteFormProps {
  readonly onInvited: (once: Once) => void;
  readonly onClose: () => void;
}

interface Into {
  readonly projectId: string;
  readonly role: Role;
}

/** Asks somebody in, into any project; for admins of the installation. */
export function InviteForm({ onInvited, onClose }: InviteFormProps) {
  const projects =
    useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 })).data?.projects ?? [];
  const [email, setEmail] = useState("");
  const [isAdmin, setAdmin] = useState(false);
  const [chosen, setChosen] = useState<readonly Into[] | null>(null);
  const first = projects[0];
  const into = chosen ?? (first ? [{ projectId: first.id, role: "viewer" as const }] : []);
  const open = projects.filter(({ id }) => !into.some(({ projectId }) => projectId === id));
  const invite = useMutation(
    trpc.invitations.create.mutationOptions({
      gcTime: 0, // its answer has the link
      onSuccess: async (made) => {
        onInvited(invitationOnce(made));
        onClose();
        await readAgain();
      },
    }),
  );
  const put = (index: number, one: Into) => setChosen(into.with(index, one));
  return (
    <Section
      title="Invite somebody"
      about="They get a link with which they choose a name and a password. Somebody who is here already is given a role instead: open their name in the list."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate({ email: email.trim(), isAdmin, projects: [...into] });
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
          {into.map((one, index) => (
            <IntoProject
              key={one.projectId}
              one={one}
              projects={projects.filter(
                ({ id }) => id === one.projectId || open.some((other) => other.id === id),
              )}
              onChange={(changed) => put(index, changed)}
              onRemove={() => setChosen(into.toSpliced(index, 1))}
            />
          ))}
          {open[0] && (
            <Group>
              <Button
                variant="default"
                size="xs"
                onClick={() => setChosen([...into, { projectId: open[0]?.id ?? "", role: "viewer" }])}
              >
                {into.length === 0 ? "Into a project" : "Into another project"}
              </Button>
            </Group>
          )}
          <Checkbox
            label="Admin of the whole installation"
            description="May do everything in every project, and looks after people, machines and keys."
            checked={isAdmin}
            onChange={({ currentTarget }) => setAdmin(currentTarget.checked)}
          />
          <FormEnd action="Invite" isBusy={invite.isPending} error={invite.error} onCancel={onClose} />
        </Stack>
      </form>
    </Section>
  );
}

interface IntoProjectProps {
  readonly one: Into;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly onChange: (one: Into) => void;
  readonly onRemove: () => void;
}

function IntoProject({ one, projects, onChange, onRemove }: IntoProjectProps) {
  const name = projects.find(({ id }) => id === one.projectId)?.name ?? "";
  return (
    <div className={classes.bar}>
      <Select
        label="Project"
        searchable
        allowDeselect={false}
        data={projects.map(({ id, name }) => ({ value: id, label: name }))}
        value={one.projectId}
        onChange={(projectId) => projectId && onChange({ ...one, projectId })}
      />
      <RolePicker role={one.role} onChange={(role) => onChange({ ...one, role })} />
      <ActionIcon variant="subtle" color="gray" aria-label={`Not into ${name}`} onClick={onRemove}>
        <X size={16} />
      </ActionIcon>
    </div>
  );
}
