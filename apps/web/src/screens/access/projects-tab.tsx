import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { type Once, ShownOnce } from "../../parts/shown-once.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import { AddMachine } from "./add-machine.tsx";
import { AddPerson } from "./add-person.tsx";
import { Invitations } from "./invitations.tsx";
import { Machines } from "./machines.tsx";
import { Members } from "./members.tsx";

/** Who and what is in a project, and as what. */
export function ProjectsTab() {
  const [{ project: asked }, setFilters] = useFilters();
  const { data, error, refetch } = useQuery(
    trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 }),
  );
  if (error) return <FailureOf error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const project = data.projects.find(({ id }) => id === asked) ?? data.projects[0];
  if (!project)
    return (
      <EmptyState
        title="No project"
        text="You are in no project yet: an admin of one gives you a role in it."
      />
    );
  return (
    <div className={classes.stack}>
      {data.projects.length > 1 && (
        <Select
          className={classes.pick}
          label="Project"
          searchable
          allowDeselect={false}
          data={data.projects.map(({ id, name }) => ({ value: id, label: name }))}
          value={project.id}
          onChange={(id) => setFilters({ project: id ?? undefined })}
        />
      )}
      <InProject key={project.id} project={project} />
    </div>
  );
}

function InProject({ project }: { readonly project: Project }) {
  const { may } = useSession();
  const [adding, setAdding] = useState<"person" | "machine" | null>(null);
  const [once, setOnce] = useState<Once | null>(null);
  const close = () => setAdding(null);
  const mayAdd = may("create", "members", project.id);
  const mayAddMachine = may("create", "identities", project.id);
  return (
    <>
      {(mayAdd || mayAddMachine) && (
        <div className={classes.bar}>
          {mayAdd && <Button onClick={() => setAdding("person")}>Add somebody</Button>}
          {mayAddMachine && (
            <Button variant="default" onClick={() => setAdding("machine")}>
              Add a machine
            </Button>
          )}
        </div>
      )}
      {adding === "person" && <AddPerson project={project} onInvited={setOnce} onClose={close} />}
      {adding === "machine" && <AddMachine project={project} onClose={close} />}
      <Members project={project} />
      <Machines project={project} />
      {mayAdd && <Invitations projectId={project.id} onLink={setOnce} />}
      {once && <ShownOnce once={once} onClose={() => setOnce(null)} />}
    </>
  );
}
