import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Role } from "@turnbolt/api";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import { ListTable } from "./list-table.tsx";
import { StandingRow } from "./standing-row.tsx";

/** The machines of a project. */
export function Machines({ project }: { readonly project: Project }) {
  const { may } = useSession();
  const projectId = project.id;
  const list = useInfiniteQuery(trpc.identityMemberships.list.infiniteQueryOptions({ projectId, limit: 50 }));
  const found = list.data?.pages.flatMap(({ identityMemberships }) => identityMemberships) ?? [];
  const mayEdit = may("edit", "identities", projectId);
  const mayDelete = may("delete", "identities", projectId);
  const maySee = may("read", "identities", null);
  return (
    <Section title="Machines" about="Programs that ask with a token of their own.">
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {list.data && found.length === 0 && (
        <p className={classes.quiet}>
          No machine has a role here. A machine identity is made for the whole installation, and given a role
          in each project that it works in.
        </p>
      )}
      {found.length > 0 && (
        <ListTable label={`Machines of ${project.name}`} columns={["Name", "Role", "Since"]}>
          {found.map(({ identityId, identity: { name }, role, createdAt }) => (
            <StandingRow
              key={identityId}
              who={name}
              project={project.name}
              role={role}
              since={createdAt}
              {...(mayEdit && {
                change: (next: Role) =>
                  trpc.identityMemberships.update.mutate({ projectId, identityId, role: next }),
              })}
              {...(mayDelete && {
                remove: () => trpc.identityMemberships.delete.mutate({ projectId, identityId }),
              })}
            >
              {maySee ? (
                <Link to="/access" search={{ tab: "machines", machine: identityId }}>
                  {name}
                </Link>
              ) : (
                name
              )}
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
