import { newVersion } from "./draft.ts";
import { type Job, note } from "./job.ts";

/** Rows for credentials of ours that no row knew, written as `revoking`: a retire step ends them once this is on disk. */
export function noteOrphans(job: Job, handles: readonly string[]): void {
  if (handles.length === 0) return;
  const first = job.work.rotation.lastNumber + 1;
  const runId = job.work.run?.id ?? job.work.rotation.id;
  const rows = handles.map((handle, index) =>
    newVersion(job.engine, { number: first + index, handle, exclusive: true, state: "revoking", runId }),
  );
  note(job, () => ({ rotation: { lastNumber: first + rows.length - 1 }, versions: rows }));
}
