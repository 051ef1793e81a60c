import { followRun } from "@turnbolt/client";
import { useEffect, useState } from "react";
import { client } from "../../app/trpc.ts";
import type { Run } from "./run.ts";

export interface LiveRun {
  readonly run: Run | null;
  readonly error: unknown;
  /** Follows it again, as after a retry. */
  readonly again: () => void;
}

/** A run as it is now and each time it has moved, until it has ended. */
export function useLiveRun(runId: string): LiveRun {
  const [seen, setSeen] = useState<Pick<LiveRun, "run" | "error">>({ run: null, error: null });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const follow = async () => {
      try {
        for await (const run of followRun(client, runId, leaving.signal)) setSeen({ run, error: null });
      } catch (error) {
        if (!leaving.signal.aborted) setSeen(({ run }) => ({ run, error }));
      }
    };
    void follow();
    return () => leaving.abort();
  }, [runId, turn]);
  return {
    run: seen.run?.id === runId ? seen.run : null,
    error: seen.error,
    again: () => setTurn((before) => before + 1),
  };
}
