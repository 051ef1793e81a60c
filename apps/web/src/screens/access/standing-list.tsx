import type { Role, Subject } from "@turnbolt/api";
import { useSession } from "../../app/session.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import type { Standing } from "./access.ts";
import { ListTable } from "./list-table.tsx";
import { StandingRow } from "./standing-row.tsx";

export interface StandingListProps {
  readonly who: string;
  readonly subject: Extract<Subject, "members" | "identities">;
  readonly list: {
    readonly data: { readonly projects: readonly Standing[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => Promise<unknown>;
  };
  readonly change: (projectId: string, role: Role) => Promise<unknown>;
  readonly remove: (projectId: string) => Promise<unknown>;
}

/** What one person or machine is in which project. */
export function StandingList({ who, subject, list, change, remove }: StandingListProps) {
  const { may } = useSession();
  if (list.error) return <FailureOf error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Waiting />;
  const { projects } = list.data;
  if (projects.length === 0) return <p className={classes.quiet}>No role in any project yet.</p>;
  return (
    <ListTable label={`Roles of ${who}`} columns={["Project", "Role"]}>
      {projects.map(({ projectId, name, role }) => (
        <StandingRow
          key={projectId}
          who={who}
          project={name}
          role={role}
          {...(may("edit", subject, projectId) && { change: (next: Role) => change(projectId, next) })}
          {...(may("delete", subject, projectId) && { remove: () => remove(projectId) })}
        >
          <Link to="/access" search={{ tab: "projects", project: projectId }}>
            {name}
          </Link>
        </StandingRow>
      ))}
    </ListTable>
  );
}
