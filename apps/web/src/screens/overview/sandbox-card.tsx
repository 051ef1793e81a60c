import { Button, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FollowedRun } from "@turnbolt/client";
import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import { useEffect } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { announce } from "../../parts/live-region.tsx";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { Section } from "../../parts/section.tsx";
import { duration } from "../../parts/time.ts";
import { useLiveRun } from "../../parts/use-live-run.ts";
import classes from "./sandbox-card.module.css";
import { storySteps } from "./story-steps.ts";

export interface SandboxCardProps {
  readonly rotation: { readonly id: string; readonly currentRunId: string | null };
  readonly mayCreate: boolean;
}

/** Something real to rotate that harms nobody, seen step by step. */
export function SandboxCard({ rotation, mayCreate }: SandboxCardProps) {
  const queries = useQueryClient();
  const { mutate, data, error, isPending } = useMutation(
    trpc.rotations.rotate.mutationOptions({ onSuccess: () => void queries.invalidateQueries() }),
  );
  const runId = data?.runId ?? rotation.currentRunId;
  const live = useLiveRun(runId);
  const isOver = live.run?.ended ?? runId === null;
  return (
    <Section
      title="See it rotate"
      about={
        <>
          The <RotationLink id={rotation.id}>sandbox</RotationLink> is a PostgreSQL server that came along,
          with two accounts. Nothing else uses it.
        </>
      }
    >
      {error && <FailureOf error={error} />}
      {live.run && <Story run={live.run} />}
      <Group gap="xs">
        <Button
          loading={isPending || !isOver}
          variant={live.run?.state === "done" ? "default" : "filled"}
          onClick={() => mutate({ rotationId: rotation.id, wait: false, force: true })}
        >
          {live.run ? "Once more" : "Rotate the sandbox"}
        </Button>
        {runId && <RunLink id={runId}>Every detail of this run</RunLink>}
        {mayCreate && isOver && (
          <LinkButton to="/rotations/new" variant={live.run?.state === "done" ? "filled" : "default"}>
            Make one of your own
          </LinkButton>
        )}
      </Group>
    </Section>
  );
}

const ICONS = { done: CircleCheck, failed: CircleX, underway: LoaderCircle } as const;

function Story({ run }: { readonly run: FollowedRun }) {
  const steps = storySteps(run);
  const last = steps.at(-1);
  const said = last ? `${last.title}: ${last.state}` : "";
  useEffect(() => announce(said), [said]);
  return (
    <ol className={classes.story}>
      {steps.map(({ key, title, explanation, state, ms }) => {
        const Icon = ICONS[state];
        return (
          <li key={key} className={classes.step} data-state={state}>
            <Icon size={18} aria-hidden />
            <div>
              <span className={classes.title}>{title}</span>
              <span className={classes.explanation}>{explanation}</span>
            </div>
            <span className={classes.took}>{ms === null ? "…" : duration(ms)}</span>
          </li>
        );
      })}
    </ol>
  );
}
