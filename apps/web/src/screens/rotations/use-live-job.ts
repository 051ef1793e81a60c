import { useEffect, useState } from "react";
import { client } from "../../app/trpc.ts";

export type BulkJob = Awaited<ReturnType<typeof client.bulk.get.query>>["bulkJob"];

/** A bulk job as it moves, until nothing more happens by itself. */
export function useLiveJob(jobId: string): { readonly job: BulkJob | null; readonly error: unknown } {
  const [job, setJob] = useState<BulkJob | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    setJob(null);
    setError(null);
    const subscription = client.bulk.live.subscribe(
      { jobId },
      { onData: ({ data }) => setJob(data), onError: setError },
    );
    return () => subscription.unsubscribe();
  }, [jobId]);
  return { job, error };
}
