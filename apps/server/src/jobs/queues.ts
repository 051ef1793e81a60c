import * as z from "zod";

/** Every minute: counts what is due and sends batches. */
export const TICK = "rotation.tick";
/** Claims up to a batch of due rotations and works on them. */
export const BATCH_QUEUE = "rotation.batch";
/** Once a day: lets go of what is kept no longer. */
export const SWEEP = "store.sweep";

/** A batch carries nothing: what to do is in the rows, so that a lost, late or doubled job changes nothing. */
export const batchPayload = z.object({});

/** A job past this runs on beside its retry; the leases of the rows keep the two apart. */
export const EXPIRE_SECONDS = 300;

/** How each queue treats its jobs. */
export const queues = {
  // One tick at a time, and none is made up for: the next one sees the same rows.
  [TICK]: {
    policy: "stately",
    retryLimit: 0,
    expireInSeconds: 60,
    retentionSeconds: 3_600,
    deleteAfterSeconds: 600,
  },
  [BATCH_QUEUE]: {
    retryLimit: 0,
    expireInSeconds: EXPIRE_SECONDS,
    retentionSeconds: 3_600,
    deleteAfterSeconds: 600,
    notify: true,
    partition: true,
  },
  [SWEEP]: {
    policy: "stately",
    retryLimit: 1,
    expireInSeconds: 600,
    retentionSeconds: 86_400,
    deleteAfterSeconds: 86_400,
  },
} as const;
