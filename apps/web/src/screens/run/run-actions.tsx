import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { copy } from "../../parts/copy.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { RunLink } from "../../parts/run-link.tsx";
import { diagnosisOf } from "./diagnosis.ts";
import type { Run } from "./run.ts";
import type { RotationOfRun } from "./run-screen.tsx";

export interface RunActionsProps {
  readonly run: Run;
  readonly rotation: RotationOfRun;
  readonly remote: string;
  readonly again: () => void;
}

/** What can be done with a run: those deeds that its server would not refuse. */
export function RunActions({ run, rotation, remote, again }: RunActionsProps) {
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const mayRotate = useSession().may("rotate-secrets", "secret-rotations", run.projectId);
  const deed = async (act: () => Promise<void>) => {
    setBusy(true);
    await act().catch((error: unknown) => tell("bad", wordsOf(error)));
    setBusy(false);
    again();
  };
  const retry = () =>
    deed(async () => {
      const { run: next } = await trpc.runs.retry.mutate({ runId: run.id });
      tell(
        "good",
        <>
          Trying again: <RunLink id={next.id}>open the run</RunLink>
        </>,
      );
      if (next.id !== run.id) await navigate({ to: "/runs/$id", params: { id: next.id } });
    });
  const cancel = async () => {
    const effect =
      "Nothing was asked of the target yet, and nothing will be. The schedule goes on as before.";
    if (!(await confirm({ title: "Take this run back?", effect, action: "Cancel the run" }))) return;
    await deed(async () => void (await trpc.runs.cancel.mutate({ runId: run.id })));
  };
  const copyDiagnosis = async () => {
    const { version } = await trpc.health.ready.query(undefined).catch(() => ({ version: null }));
    const known = rotation.state && {
      type: rotation.type ?? "unknown",
      phase: rotation.state.phase,
      state: rotation.state.state,
    };
    const text = diagnosisOf({ run, rotation: known, version, remote });
    await copy(text, "The diagnosis was copied, without names, addresses and secrets.");
  };
  return (
    <>
      {mayRotate && mayBeRetried(run, rotation) && (
        <Button size="xs" loading={busy} onClick={() => void retry()}>
          {run.ended ? "Try again" : "Try now"}
        </Button>
      )}
      {mayRotate && run.state === "queued" && run.kind !== "create" && (
        <Button size="xs" variant="default" disabled={busy} onClick={() => void cancel()}>
          Cancel
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => void copyDiagnosis()}>
        Copy diagnosis
      </Button>
    </>
  );
}

/** One that failed or was taken back is asked for anew; one that waits for its next try goes on at once. */
function mayBeRetried({ state, ended, message }: Run, { isGone, state: standing }: RotationOfRun): boolean {
  if (isGone || standing === null || standing.phase === null) return false;
  if (standing.attention !== null || standing.state === "held") return false;
  if (!ended) return message !== null;
  return (state === "failed" || state === "cancelled") && standing.currentRunId === null;
}
