import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Role, Subject } from "@turnbolt/api";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import classes from "./access.module.css";
import type { Standing } from "./access.ts";
import { deed } from "./deed.ts";
import { RolePicker } from "./role-picker.tsx";

export interface GiveRoleProps {
  readonly who: string;
  readonly subject: Extract<Subject, "members" | "identities">;
  /** Where they have one already. */
  readonly held: readonly Standing[];
  readonly give: (projectId: string, role: Role) => Promise<unknown>;
}

/** Gives somebody a role in a project that they are not in; nothing is shown where there is none to give. */
export function GiveRole({ who, subject, held, give }: GiveRoleProps) {
  const { may } = useSession();
  const { data } = useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [role, setRole] = useState<Role>("viewer");
  const [isBusy, setBusy] = useState(false);
  const taken = new Set(held.map(({ projectId }) => projectId));
  const open = (data?.projects ?? []).filter(({ id }) => !taken.has(id) && may("create", subject, id));
  const project = open.find(({ id }) => id === chosen) ?? open[0];
  if (!project) return null;
  const submit = async () => {
    setBusy(true);
    await deed(() => give(project.id, role), `${who} is ${role} of ${project.name} now.`);
    setBusy(false);
  };
  return (
    <form
      className={classes.bar}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Select
        label="Project"
        searchable
        allowDeselect={false}
        data={open.map(({ id, name }) => ({ value: id, label: name }))}
        value={project.id}
        onChange={setChosen}
      />
      <RolePicker role={role} onChange={setRole} />
      <Button type="submit" variant="default" loading={isBusy}>
        Give the role
      </Button>
    </form>
  );
}
