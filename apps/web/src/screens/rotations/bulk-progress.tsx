import { Button, Group, Progress } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf, wordsOf } from "../../parts/failure-card.tsx";
import { announce } from "../../parts/live-region.tsx";
import { tell } from "../../parts/notice.ts";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { Section } from "../../parts/section.tsx";
import classes from "./bulk-progress.module.css";
import { DEEDS, progressText } from "./bulk-words.ts";
import { type BulkJob, useLiveJob } from "./use-live-job.ts";

export interface BulkProgressProps {
  readonly jobId: string;
  readonly onClose: () => void;
}

/** How far one command for many rotations is, live; it goes on without anybody looking. */
export function BulkProgress({ jobId, onClose }: BulkProgressProps) {
  const queries = useQueryClient();
  const { job, error } = useLiveJob(jobId);
  const stop = useMutation(
    trpc.bulk.cancel.mutationOptions({ onError: (refused) => tell("bad", wordsOf(refused)) }),
  );
  const said = job ? progressText(job) : "";
  useEffect(() => announce(said), [said]);
  const isOver = job?.ended ?? false;
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: trpc.rotations.table.queryKey() });
  }, [isOver, queries]);
  if (error) return <FailureOf error={error} retry={onClose} />;
  if (!job) return null;
  return (
    <Section
      title={`${DEEDS[job.action]} ${job.total.toLocaleString("en")}`}
      about={said}
      actions={
        <Group gap="xs">
          {!isOver && (
            <Button
              size="xs"
              variant="default"
              loading={stop.isPending}
              onClick={() => stop.mutate({ jobId })}
            >
              Stop what has not begun
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onClose}>
            Close
          </Button>
        </Group>
      }
    >
      <Bar job={job} />
      {job.counts.failed + job.counts.refused + job.counts.attention > 0 && <Troubles job={job} />}
    </Section>
  );
}

function Bar({ job: { counts, total } }: { readonly job: BulkJob }) {
  const part = (count: number) => (100 * count) / Math.max(1, total);
  const bad = counts.failed + counts.refused + counts.attention;
  return (
    <Progress.Root size="lg">
      <Progress.Section value={part(counts.done)} color="green" aria-label="done" />
      <Progress.Section value={part(counts.running)} color="blue" aria-label="running" />
      <Progress.Section value={part(bad)} color="red" aria-label="failed, refused, or in need of attention" />
      <Progress.Section value={part(counts.cancelled)} color="gray" aria-label="cancelled" />
    </Progress.Root>
  );
}

const BAD = new Set(["failed", "refused", "attention"]);

/** Those that did not go well, each with its cause and its run. */
function Troubles({ job: { id, counts } }: { readonly job: BulkJob }) {
  const { data } = useQuery({
    ...trpc.bulk.items.queryOptions({ jobId: id, limit: 200 }),
    queryKey: [...trpc.bulk.items.queryKey(), id, counts],
    placeholderData: (before) => before,
  });
  const troubles = (data?.items ?? []).filter(({ state }) => BAD.has(state));
  return (
    <ul className={classes.troubles}>
      {troubles.map(({ rotationId, rotationName, state, runId, message }) => (
        <li key={rotationId}>
          <RotationLink id={rotationId}>{rotationName ?? "a rotation"}</RotationLink> {state}
          {message && `: ${message}`} {runId && <RunLink id={runId}>Open the run</RunLink>}
        </li>
      ))}
    </ul>
  );
}
