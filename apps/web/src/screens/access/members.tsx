import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Role } from "@turnbolt/api";
import { Ban } from "lucide-react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { Status } from "../../parts/status.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import { ListTable } from "./list-table.tsx";
import { StandingRow } from "./standing-row.tsx";

/** The people of a project. */
export function Members({ project }: { readonly project: Project }) {
  const { me, may } = useSession();
  const projectId = project.id;
  const list = useInfiniteQuery(trpc.members.list.infiniteQueryOptions({ projectId, limit: 50 }));
  const members = list.data?.pages.flatMap((page) => page.members) ?? [];
  const mayEdit = may("edit", "members", projectId);
  const mayDelete = may("delete", "members", projectId);
  return (
    <Section title="People" about="Admins of the installation may do everything here, too, and need no role.">
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {list.data && members.length === 0 && (
        <p className={classes.quiet}>
          Nobody has a role here. Who is given one sees the project the next time they look.
        </p>
      )}
      {members.length > 0 && (
        <ListTable label={`People of ${project.name}`} columns={["Name", "Role", "Since"]}>
          {members.map(({ personId, name, email, role, disabledAt, createdAt }) => (
            <StandingRow
              key={personId}
              who={name}
              project={project.name}
              role={role}
              since={createdAt}
              {...(mayEdit && {
                change: (next: Role) => trpc.members.change.mutate({ projectId, personId, role: next }),
              })}
              {...(mayDelete && { remove: () => trpc.members.remove.mutate({ projectId, personId }) })}
            >
              {name} {disabledAt && <Status tone="idle" label="Shut out" icon={Ban} />}
              <span className={classes.under}>
                {email}
                {me.id === `user:${personId}` && " (you)"}
              </span>
            </StandingRow>
          ))}
        </ListTable>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          More
        </Button>
      )}
    </Section>
  );
}
