import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { BulkProgress } from "./bulk-progress.tsx";
import { Filters } from "./filters.tsx";
import { RotationTable } from "./rotation-table.tsx";
import { isFiltered, tableQuery } from "./table-query.ts";

const LOOK_MS = 10_000;

/** Every rotation that one may see. */
export default function RotationsScreen() {
  const [search, change] = useFilters();
  const { mayAnywhere } = useSession();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...trpc.rotations.table.infiniteQueryOptions(tableQuery(search)),
    // Of a long list, what is far down is looked at again when somebody comes back to it.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : LOOK_MS),
    placeholderData: (before) => before,
  });
  const rows = useMemo(() => data?.pages.flatMap(({ rotations }) => rotations) ?? [], [data]);
  const { chosen, choose, clear } = useChosen();
  const chosenRows = rows.filter(({ id }) => chosen.has(id));
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // Where a filter leaves little of much, what fits may be behind pages without any.
  const isLooking = rows.length === 0 && hasNextPage && !error;
  useEffect(() => {
    if (isLooking) more();
  }, [isLooking, more]);
  const mayCreate = mayAnywhere("create", "secret-rotations");
  return (
    <Page
      title="Rotations"
      about={data && `${rows.length.toLocaleString("en")}${hasNextPage ? "+" : ""} shown`}
      actions={mayCreate && <LinkButton to="/rotations/new">New rotation</LinkButton>}
    >
      {search.job && <BulkProgress jobId={search.job} onClose={() => change({ job: undefined })} />}
      <Filters search={search} onChange={change} />
      {error && <FailureOf error={error} retry={() => void refetch()} />}
      {(!data || isLooking) && !error && <Waiting />}
      {rows.length > 0 && (
        <RotationTable
          rows={rows}
          search={search}
          onSort={change}
          chosen={chosen}
          onChoose={choose}
          onEndInSight={more}
        />
      )}
      {chosenRows.length > 0 && (
        <BulkBar
          rows={chosenRows}
          onClear={clear}
          onStarted={(job) => {
            clear();
            change({ job });
          }}
        />
      )}
      {data && rows.length === 0 && !isLooking && (
        <Nothing isFiltered={isFiltered(search)} mayCreate={mayCreate} />
      )}
    </Page>
  );
}

function useChosen() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = useCallback((ids: readonly string[], isChosen: boolean) => {
    setChosen((before) => {
      const next = new Set(before);
      for (const id of ids)
        if (isChosen) next.add(id);
        else next.delete(id);
      return next;
    });
  }, []);
  const clear = useCallback(() => setChosen(new Set<string>()), []);
  return { chosen, choose, clear };
}

function Nothing({ isFiltered, mayCreate }: { readonly isFiltered: boolean; readonly mayCreate: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        title="Nothing fits"
        text="The search looks for the beginnings of words in names and descriptions."
        action={
          <LinkButton to="/rotations" variant="default">
            Show all
          </LinkButton>
        }
      />
    );
  return (
    <EmptyState
      title="No rotations yet"
      text="A rotation keeps one credential of yours fresh: it makes a new one on a schedule, checks it, publishes it, and lets the old one go."
      action={mayCreate && <LinkButton to="/rotations/new">Make the first one</LinkButton>}
    />
  );
}
