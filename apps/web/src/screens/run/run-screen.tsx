import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { announce } from "../../parts/live-region.tsx";
import { Page } from "../../parts/page.tsx";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { RunStatus } from "../../parts/status.tsx";
import { useLiveRun } from "../../parts/use-live-run.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { sentence } from "../rotation/effects.ts";
import { triggerInWords } from "../rotation/run-words.ts";
import { nextStep, remoteSide } from "./remote-side.ts";
import type { Run } from "./run.ts";
import { RunActions } from "./run-actions.tsx";
import { RunSteps } from "./run-steps.tsx";
import { RunVerdict } from "./run-verdict.tsx";

/** One run, live: its steps, what each said, how the target stands, and what helps. */
export default function RunScreen() {
  const { id } = useParams({ from: "/inside/runs/$id" });
  const { run, error, again } = useLiveRun(id);
  if (run) return <Shown run={run} again={again} />;
  return <Page title="Run">{error ? <FailureOf error={error} retry={again} /> : <Waiting />}</Page>;
}

function Shown({ run, again }: { readonly run: Run; readonly again: () => void }) {
  const rotation = useRotationOf(run);
  const state = rotation.state;
  const remote = remoteSide(run, state?.phase ?? null);
  const standing = state && { waits: state.attention !== null, held: state.state === "held" };
  useEffect(() => announce(`The run is ${run.state}. ${remote}`), [run.state, remote]);
  return (
    <Page
      title={`${sentence(run.kind)} ${rotation.name ?? ""}`.trim()}
      above={<RotationLink id={run.rotationId}>{rotation.name ?? "Its rotation"}</RotationLink>}
      about={
        <>
          <RunStatus state={run.state} /> asked for by {triggerInWords(run)}, <When at={run.createdAt} />
        </>
      }
      actions={<RunActions run={run} rotation={rotation} remote={remote} again={again} />}
    >
      <RunVerdict
        run={run}
        remote={remote}
        next={nextStep(run, rotation.isGone ? null : (standing ?? NOT_KNOWN))}
      />
      <RunSteps run={run} />
    </Page>
  );
}

const NOT_KNOWN = { waits: false, held: false };

export type RotationOfRun = ReturnType<typeof useRotationOf>;

/** The rotation that a run belongs to, which may be gone. */
function useRotationOf({ rotationId, state }: Run) {
  const asked = { rotationId };
  const { data, error, refetch } = useQuery(trpc.rotations.get.queryOptions(asked));
  const standing = useQuery(trpc.rotations.state.queryOptions(asked));
  // What the run has come to moves its rotation as well.
  useEffect(() => {
    void refetch();
    void standing.refetch();
  }, [state]);
  return {
    name: data?.secretRotation.name ?? null,
    type: data?.secretRotation.type ?? null,
    projectId: data?.secretRotation.projectId ?? null,
    state: standing.data ?? null,
    isGone: error !== null && !data,
  };
}
