import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { exportPath, filterOf, PAGE } from "./audit-query.ts";
import { AuditTable } from "./audit-table.tsx";

/** What happened, and who did it. */
export default function AuditScreen() {
  const [search, change] = useFilters();
  const { me, may } = useSession();
  const projects = useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 })).data?.projects;
  const isForAll = may("read", "audit-logs", null);
  const own = isForAll ? null : (projects?.find(({ id }) => may("read", "audit-logs", id))?.id ?? null);
  const filter = filterOf(search, own);
  const { data, error, refetch, isRefetching, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery({
      ...trpc.audit.list.infiniteQueryOptions({ ...filter, limit: PAGE }),
      enabled: isForAll || own !== null,
      // Reading the audit is itself audited: it is read when somebody asks, never by itself.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      placeholderData: (before) => before,
    });
  const logs = data?.pages.flatMap(({ auditLogs }) => auditLogs) ?? [];
  return (
    <Page
      title="Audit"
      about="Append-only, written with the change that it tells of. Reading it is audited too."
      actions={
        <>
          <Button variant="default" loading={isRefetching} onClick={() => void refetch()}>
            Read again
          </Button>
          {(["csv", "jsonl"] as const).map((format) => (
            <Button key={format} variant="default" component="a" href={exportPath(format, filter)} download>
              {format === "csv" ? "Export CSV" : "Export JSON lines"}
            </Button>
          ))}
        </>
      }
    >
      <AuditFilters
        search={search}
        onChange={change}
        projects={projects ?? []}
        isForAll={isForAll}
        own={own}
      />
      {error && <FailureOf error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {logs.length > 0 && <AuditTable logs={logs} me={me.id} onFilter={change} />}
      {data && logs.length === 0 && !hasNextPage && (
        <EmptyState
          title="Nothing fits"
          text="Nothing of this kind has happened at that time. Take a filter away to see more."
        />
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older
        </Button>
      )}
    </Page>
  );
}
