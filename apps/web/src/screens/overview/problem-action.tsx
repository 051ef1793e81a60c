import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { tell } from "../../parts/notice.ts";
import { RunLink } from "../../parts/run-link.tsx";
import type { Problem } from "./overview.ts";

/** The one button of a problem; none for who may not do what helps. */
export function ProblemAction({ problem }: { readonly problem: Problem }) {
  const { may } = useSession();
  const { action, rotation, connection, runId } = problem;
  if (connection && action === "mend-connection") {
    if (!may("edit", "app-connections", connection.projectId)) return null;
    return (
      <LinkButton to="/connections/$id" params={{ id: connection.id }} variant="default" size="xs">
        Mend the connection
      </LinkButton>
    );
  }
  if (!rotation || !may("rotate-secrets", "secret-rotations", rotation.projectId)) return null;
  if (action === "release")
    return (
      <LinkButton to="/rotations/$id" params={{ id: rotation.id }} variant="default" size="xs">
        Decide
      </LinkButton>
    );
  return (
    <StartButton rotationId={rotation.id} name={rotation.name} retries={action === "retry" ? runId : null} />
  );
}

interface StartButtonProps {
  readonly rotationId: string;
  readonly name: string;
  /** The run that is tried again; without one the rotation begins a new one. */
  readonly retries: string | null;
}

function StartButton({ rotationId, name, retries }: StartButtonProps) {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: async (): Promise<string> => {
      if (retries) return (await trpc.runs.retry.mutate({ runId: retries })).run.id;
      return (await trpc.rotations.rotate.mutate({ rotationId, wait: false })).runId;
    },
    onSuccess: (runId) => {
      tell(
        "good",
        <>
          {name} rotates now: <RunLink id={runId}>follow the run</RunLink>
        </>,
      );
      void queries.invalidateQueries({ queryKey: trpc.insights.overview.queryKey() });
    },
    onError: (error) => tell("bad", wordsOf(error)),
  });
  return (
    <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
      {retries ? "Try again" : "Rotate now"}
    </Button>
  );
}
