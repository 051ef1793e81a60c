import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";

export interface AuditListProps {
  readonly rotationId: string;
  readonly projectId: string;
}

/** What happened with a rotation and who did it. It is read once and not again by itself: each reading is audited, too. */
export default function AuditList({ rotationId, projectId }: AuditListProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...trpc.audit.list.infiniteQueryOptions({ rotationId, projectId, limit: 50 }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (!data) return error ? <FailureOf error={error} retry={() => void refetch()} /> : <Waiting />;
  const rows = data.pages.flatMap(({ auditLogs }) => auditLogs);
  return (
    <>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label="Audit">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              <Table.Th>What</Table.Th>
              <Table.Th>Who</Table.Th>
              <Table.Th>Run</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td>
                  <When at={row.createdAt} />
                </Table.Td>
                <Table.Td>
                  <strong>{row.kind}</strong> {row.message}
                </Table.Td>
                <Table.Td>{row.actor ?? "Turnbolt"}</Table.Td>
                <Table.Td>{row.runId ? <RunLink id={row.runId} /> : "–"}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older entries
        </Button>
      )}
    </>
  );
}
