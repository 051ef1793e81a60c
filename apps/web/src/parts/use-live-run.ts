import { type FollowedRun, followRun } from "@turnbolt/client";
import { useEffect, useState } from "react";
import { client } from "../app/trpc.ts";

export interface LiveRun {
  /** As it is now; `null` until the first news of it. */
  readonly run: FollowedRun | null;
  /** Why there is no more news of it. */
  readonly error: unknown;
  /** Asks for news of it again. */
  readonly again: () => void;
}

type News = Pick<LiveRun, "run" | "error">;

const NOTHING: News = { run: null, error: null };

/** A run as it moves, until it has ended; without one, nothing. */
export function useLiveRun(runId: string | null): LiveRun {
  const [live, setLive] = useState(NOTHING);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    setLive(({ run }) => (run?.id === runId && turn > 0 ? { run, error: null } : NOTHING));
    if (runId === null) return;
    const stop = new AbortController();
    const follow = async () => {
      for await (const run of followRun(client, runId, stop.signal)) setLive({ run, error: null });
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) setLive(({ run }) => ({ run, error }));
    });
    return () => stop.abort();
  }, [runId, turn]);
  return { ...live, again: () => setTurn((before) => before + 1) };
}
