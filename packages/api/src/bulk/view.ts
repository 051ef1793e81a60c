import type { BulkJobView } from "./schema.ts";
import type { BulkJob, BulkProgress } from "./store.ts";

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
