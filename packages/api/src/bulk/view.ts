import { type Actor, may } from "../permissions/actor.ts";
import type { BulkJobView } from "./schema.ts";
import type { BulkItem, BulkJob, BulkProgress } from "./store.ts";

/** A job without how far it is, for lists. */
export const jobSummary = ({ id, action, force, author, createdAt, cancelledAt, total }: BulkJob) => ({
  id,
  action,
  force,
  requestedBy: author.id,
  createdAt,
  cancelledAt,
  total,
});

export const jobView = (job: BulkJob, counts: BulkProgress): BulkJobView => ({
  ...jobSummary(job),
  ended: counts.waiting + counts.running === 0,
  counts,
});

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
