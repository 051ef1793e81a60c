import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { SearchField } from "../../parts/search-field.tsx";
import { type Once, ShownOnce } from "../../parts/shown-once.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import { Invitations } from "./invitations.tsx";
import { InviteForm } from "./invite-form.tsx";
import { ListTable } from "./list-table.tsx";
import { PersonProjects } from "./person-projects.tsx";
import { PersonRow } from "./person-row.tsx";

/** Those who sign in, and those who are asked to; for admins of the installation. */
export function PeopleTab() {
  const [{ q, person: opened }, setFilters] = useFilters();
  const mayInvite = useSession().may("create", "instance", null);
  const [isInviting, setInviting] = useState(false);
  const [once, setOnce] = useState<Once | null>(null);
  const list = useInfiniteQuery({
    ...trpc.people.list.infiniteQueryOptions({ limit: 50, ...(q && { search: q }) }),
    placeholderData: (before) => before,
  });
  const search = useCallback((text: string) => setFilters({ q: text || undefined }), [setFilters]);
  const people = list.data?.pages.flatMap((page) => page.people) ?? [];
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <SearchField label="Search by name or address" text={q ?? ""} onChange={search} />
        {mayInvite && !isInviting && <Button onClick={() => setInviting(true)}>Invite somebody</Button>}
      </div>
      {isInviting && <InviteForm onInvited={setOnce} onClose={() => setInviting(false)} />}
      {opened && (
        <PersonProjects key={opened} personId={opened} onClose={() => setFilters({ person: undefined })} />
      )}
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {people.length > 0 && (
        <ListTable label="People" columns={["Name", "Beyond projects", "Signs in with", "Came"]}>
          {people.map((one) => (
            <PersonRow key={one.id} person={one} onLink={setOnce} />
          ))}
        </ListTable>
      )}
      {list.data && people.length === 0 && (
        <EmptyState
          title={q ? "Nobody fits" : "Nobody is here yet"}
          text={
            q
              ? "No name and no address has this in it."
              : "Who is invited chooses a password by the link, and is then in the projects that the invitation names."
          }
        />
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          More
        </Button>
      )}
      <Invitations onLink={setOnce} />
      {once && <ShownOnce once={once} onClose={() => setOnce(null)} />}
    </div>
  );
}
