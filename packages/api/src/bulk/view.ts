import { type Actor, may } from "../permissions/actor.ts";
import type { BulkJobView } from "./schema.ts";
import type { BulkItem, BulkJob, BulkProgress } from "./store.ts";

/** A job without how far it is, for lists. */
export const jobSummary = ({ author, removes, closedAt, problem, ...job }: BulkJob) => ({
  ...job,
  requestedBy: author.id,
  removes: removes && { kind: removes.kind, id: removes.id, closedAt, problem },
});

export const jobView = (job: BulkJob, counts: BulkProgress): BulkJobView => ({
  ...jobSummary(job),
  ended: counts.waiting + counts.running === 0 && !isRemoving(job, counts),
  counts,
});

/** The last of its rotations has gone, and what they were in has not. */
const isRemoving = ({ removes, closedAt }: BulkJob, { attention }: BulkProgress): boolean =>
  removes !== null && closedAt === null && attention === 0;

/** What became of a rotation; of one that they may not read, no more than that. */
export const itemView = ({ projectId, ...item }: BulkItem, actor: Actor) => {
  if (projectId === null || may(actor, "read", "secret-rotations", projectId)) return item;
  return {
    ...item,
    rotationName: null,
    runId: null,
    message: item.state === "refused" ? item.message : null,
  };
};
