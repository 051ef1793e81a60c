import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { trpc } from "../../app/trpc.ts";

const WHILE_RUNNING_MS = 1_500;
const AT_REST_MS = 15_000;

/** A rotation and how it stands, read again as often as something may have moved. */
export function useRotation(rotationId: string) {
  const asked = { rotationId };
  const state = useQuery(
    trpc.rotations.state.queryOptions(asked, {
      refetchInterval: ({ state: { data } }: { state: { data?: { currentRunId: string | null } } }) =>
        data?.currentRunId ? WHILE_RUNNING_MS : AT_REST_MS,
    }),
  );
  const isRunning = state.data?.currentRunId != null;
  const rotation = useQuery(
    trpc.rotations.get.queryOptions(asked, { refetchInterval: isRunning ? WHILE_RUNNING_MS : AT_REST_MS }),
  );
  const queryClient = useQueryClient();
  /** Reads everything of it anew, as after something was done. */
  const refresh = useCallback(async () => {
    await Promise.all(
      [trpc.rotations.state, trpc.rotations.get, trpc.runs.list].map((part) =>
        queryClient.invalidateQueries({ queryKey: part.queryKey({ rotationId }) }),
      ),
    );
  }, [queryClient, rotationId]);
  return {
    rotation: rotation.data?.secretRotation,
    state: state.data,
    error: rotation.error ?? state.error,
    refresh,
  };
}
