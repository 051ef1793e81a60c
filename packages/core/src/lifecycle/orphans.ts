import { ask } from "./call.ts";
import type { Fresh } from "./corners.ts";
import { newVersion } from "./draft.ts";
import { type Job, note, reveal } from "./job.ts";
import type { Version } from "./model.ts";
import type { No } from "./outcome.ts";

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

/**
 * Looks through the list for what an unanswered call of ours left there: it carries the label of such a run, or it
 * is the given value under another handle. Each gets its row; an answer is why the target could not be asked.
 */
export async function findOrphans(job: Job, provider: Fresh, version: Version | null): Promise<No | null> {
  const credential = version?.sealed ? await reveal(job, version) : undefined;
  const answer = await ask(job, { step: "list" }, (asked) => provider.list({ ...asked, draft: credential }));
  if (!answer.ok) return answer;
  const { versions, rotation } = job.work;
  const known = new Set([...versions.map(({ handle }) => handle), ...rotation.endedHandles]);
  const labels = new Set(rotation.unsettled);
  const ours = answer.value.filter(
    ({ handle, label, isDraft }) =>
      !known.has(handle) && (isDraft || (label !== undefined && labels.has(label))),
  );
  noteOrphans(
    job,
    ours.map(({ handle }) => handle),
  );
  return null;
}
