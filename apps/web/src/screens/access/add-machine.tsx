import { Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Role } from "@turnbolt/api";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { FormEnd } from "../../parts/form-end.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import classes from "./access.module.css";
import { readAgain } from "./deed.ts";
import { RolePicker } from "./role-picker.tsx";

export interface AddMachineProps {
  readonly project: Project;
  readonly onClose: () => void;
}

/** Gives a machine a role in a project: chosen from a list by who may see it, named by its id by everybody else. */
export function AddMachine({ project, onClose }: AddMachineProps) {
  const maySee = useSession().may("read", "identities", null);
  const list = useQuery({ ...trpc.identities.list.queryOptions({}), enabled: maySee });
  const [identityId, setIdentityId] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const add = useMutation(
    trpc.identityMemberships.create.mutationOptions({
      onSuccess: async ({ identityMembership: { identity } }) => {
        tell("good", `${identity.name} is ${role} of ${project.name} now.`);
        onClose();
        await readAgain();
      },
    }),
  );
  return (
    <Section
      title={`Add a machine to ${project.name}`}
      about="What it may here is the role's; its client secrets and tokens stay as they are."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ projectId: project.id, identityId: identityId.trim(), role });
        }}
      >
        <Stack className={classes.form}>
          {maySee ? (
            <Select
              label="Machine"
              required
              searchable
              data={(list.data?.identities ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              value={identityId || null}
              onChange={(id) => setIdentityId(id ?? "")}
            />
          ) : (
            <TextInput
              label="Id of the machine identity"
              description="An admin of the installation makes machine identities, and can tell it."
              required
              autoFocus
              autoComplete="off"
              spellCheck={false}
              value={identityId}
              onChange={({ currentTarget }) => setIdentityId(currentTarget.value)}
            />
          )}
          <RolePicker role={role} onChange={setRole} />
          <FormEnd action="Add" isBusy={add.isPending} error={add.error ?? list.error} onCancel={onClose} />
        </Stack>
      </form>
    </Section>
  );
}
