import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import { ListTable } from "./list-table.tsx";
import { MachineRow } from "./machine-row.tsx";
import { MachineView } from "./machine-view.tsx";
import { NewMachine } from "./new-machine.tsx";

/** Machine identities: all of them, or the one that the URL names. */
export function MachinesTab() {
  const [{ machine }, setFilters] = useFilters();
  if (machine)
    return (
      <MachineView key={machine} identityId={machine} onClose={() => setFilters({ machine: undefined })} />
    );
  return <MachineList onMade={(id) => setFilters({ machine: id })} />;
}

function MachineList({ onMade }: { readonly onMade: (identityId: string) => void }) {
  const mayMake = useSession().may("create", "identities", null);
  const [isMaking, setMaking] = useState(false);
  // Each row asks for its client secrets, in one request together.
  const list = useInfiniteQuery(trpc.identities.list.infiniteQueryOptions({ limit: 25 }));
  const machines = list.data?.pages.flatMap(({ identities }) => identities) ?? [];
  const make = mayMake && !isMaking && <Button onClick={() => setMaking(true)}>New machine</Button>;
  return (
    <div className={classes.stack}>
      {machines.length > 0 && make && <div className={classes.bar}>{make}</div>}
      {isMaking && <NewMachine onMade={onMade} onClose={() => setMaking(false)} />}
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {machines.length > 0 && (
        <ListTable
          label="Machines"
          columns={["Name", "Client secrets", "Last login", "Next to end", "Made"]}
          hasActions={false}
        >
          {machines.map((machine) => (
            <MachineRow key={machine.id} machine={machine} />
          ))}
        </ListTable>
      )}
      {list.data && machines.length === 0 && !isMaking && (
        <EmptyState
          title="No machines yet"
          text="A program that reads secrets or rotates asks as a machine identity: it logs in with a client id and a client secret, gets a token that ends by itself, and may what its role in each project allows."
          action={make}
        />
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          More
        </Button>
      )}
    </div>
  );
}
