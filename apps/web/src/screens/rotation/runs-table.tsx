import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { RunStatus } from "../../parts/status.tsx";
import { duration } from "../../parts/time.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { sentence } from "./effects.ts";
import type { ListedRun } from "./rotation.ts";
import { triggerInWords } from "./run-words.ts";

const PAGE = 20;

/** The runs of a rotation, the newest first. */
export function RunsTable({
  rotationId,
  isRunning,
}: {
  readonly rotationId: string;
  readonly isRunning: boolean;
}) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...trpc.runs.list.infiniteQueryOptions({ rotationId, limit: PAGE }),
    refetchInterval: isRunning ? 1_500 : 15_000,
  });
  if (!data) return error ? <FailureOf error={error} retry={() => void refetch()} /> : <Waiting />;
  const runs = data.pages.flatMap((page) => page.runs);
  if (runs.length === 0)
    return <EmptyState title="No runs yet" text="Each try at this rotation is listed here, step by step." />;
  return (
    <>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label="Runs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Run</Table.Th>
              <Table.Th>Result</Table.Th>
              <Table.Th>Asked for by</Table.Th>
              <Table.Th>Began</Table.Th>
              <Table.Th>Took</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Older runs
        </Button>
      )}
    </>
  );
}

const RunRow = ({ run }: { readonly run: ListedRun }) => (
  <Table.Tr>
    <Table.Td>
      <RunLink id={run.id}>{sentence(run.kind)}</RunLink>
    </Table.Td>
    <Table.Td>
      <RunStatus state={run.state} />
    </Table.Td>
    <Table.Td>{triggerInWords(run)}</Table.Td>
    <Table.Td>
      <When at={run.createdAt} />
    </Table.Td>
    <Table.Td>{run.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(run.createdAt)) : "–"}</Table.Td>
  </Table.Tr>
);
