import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import type { Person } from "./access.ts";
import { GiveRole } from "./give-role.tsx";
import { StandingList } from "./standing-list.tsx";

export interface PersonProjectsProps {
  readonly personId: string;
  readonly onClose: () => void;
}

/** What a person may where. */
export function PersonProjects({ personId, onClose }: PersonProjectsProps) {
  const { data, error, refetch } = useQuery(trpc.people.get.queryOptions({ personId }));
  const list = useQuery(trpc.people.projects.queryOptions({ personId }));
  if (error) return <FailureOf error={error} retry={() => void refetch()} />;
  if (!data) return null;
  const { name } = data.person;
  return (
    <Section
      title={`What ${name} may`}
      about={aboutOf(data.person)}
      actions={
        <Button variant="default" size="xs" onClick={onClose}>
          Close
        </Button>
      }
    >
      <StandingList
        who={name}
        subject="members"
        list={list}
        change={(projectId, role) => trpc.members.change.mutate({ projectId, personId, role })}
        remove={(projectId) => trpc.members.remove.mutate({ projectId, personId })}
      />
      <GiveRole
        who={name}
        subject="members"
        held={list.data?.projects ?? []}
        give={(projectId, role) => trpc.members.add.mutate({ projectId, personId, role })}
      />
    </Section>
  );
}

function aboutOf({ isAdmin, disabledAt }: Person): string {
  if (disabledAt) return "Nothing at the moment: they are shut out. Let in again, they have these roles.";
  if (isAdmin)
    return "Everything, in every project: they are an admin of the installation. The roles count when they are one no more.";
  return "In each project what their role there allows.";
}
